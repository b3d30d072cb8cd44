import numpy as np
import pytest
from mmengine.config import Config
from mmengine.registry import init_default_scope
from mmpose.registry import DATASETS

from mspn_plugin.datasets import KeepVisibility
from tests.conftest import ROOT


@pytest.mark.parametrize('flip', (0., 1.))
def test_a_pipeline_keeps_the_visibility_of_the_annotations(tmp_path, flip):
    """0, 1 and 2 stay at their keypoints, with and without flipping."""
    init_default_scope('mmpose')
    config = Config.fromfile(ROOT / 'configs/mspn/quickstart.py')
    config.merge_from_dict({'augmentation.flip.prob': flip})
    pipeline = config.train_pipeline
    pipeline.insert(1, dict(type='KeepVisibility'))
    data = DATASETS.build(
        dict(type='RenderedPeopleDataset', split='train', num_images=6,
             data_root=str(tmp_path), pipeline=pipeline))
    met = set()
    for i in range(len(data)):
        labels = data[i]['data_samples'].gt_instance_labels
        weights = labels.keypoint_weights[0].numpy()
        want = np.reshape(
            data.get_data_info(i)['raw_ann_info']['keypoints'], (-1, 3))[:, 2]
        if flip:
            want = want[data.metainfo['flip_indices']]
        inside = weights > 0  # the others may lie outside of the crop
        np.testing.assert_array_equal(weights[inside], want[inside])
        met |= set(weights.tolist())
    assert met == {0, 1, 2}


def test_an_annotation_of_another_format_raises():
    with pytest.raises(ValueError, match='x.jpg has none'):
        KeepVisibility()(dict(img_path='x.jpg'))
