"""An annotation file in COCO's format."""

import json
from typing import Any, List, Optional, Union

import numpy as np
import pycocotools.coco


class COCO(pycocotools.coco.COCO):
    """pycocotools' with what mmpose expects of xtcocotools' class.

    Args:
        annotation_file: A JSON file.
        test_index: Keypoints to keep, all if None.
        ann_data: The file's content, if it is read already.
    """

    def __init__(self,
                 annotation_file: Optional[str] = None,
                 test_index: Optional[List[int]] = None,
                 ann_data: Optional[dict] = None):
        if ann_data is None:
            super().__init__(annotation_file)
        else:
            super().__init__()
            self.dataset = ann_data
        self.anno_file = [annotation_file]
        for annotation in self.dataset.get('annotations', ()):
            annotation.setdefault('iscrowd', False)
            if test_index is not None:
                keypoints = np.reshape(annotation['keypoints'], (-1, 3))
                annotation['keypoints'] = keypoints[test_index].ravel(
                ).tolist()
        if ann_data is not None:
            self.createIndex()

    def loadRes(self, resFile: Union[str, List[dict]],
                resData: Any = None) -> 'COCO':
        """Results as annotations; there may be none.

        Args:
            resFile: A JSON file, or its content.
            resData: The file's content, if it is read already.
        """
        results = resFile if resData is None else resData
        if isinstance(results, str):
            with open(results) as file:
                results = json.load(file)
        if len(results):
            found = super().loadRes(results)
        else:
            found = COCO(ann_data=dict(
                images=list(self.dataset['images']), annotations=[]))
        found.anno_file = [*self.anno_file[:1], resFile]
        self.anno_file = found.anno_file
        return found
