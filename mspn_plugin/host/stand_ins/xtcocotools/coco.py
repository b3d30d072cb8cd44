"""An annotation file in COCO's format."""

import json
from typing import Any, List, Optional, Union

import numpy as np
import pycocotools.coco


class COCO(pycocotools.coco.COCO):
    """pycocotools' class with the interface of xtcocotools'.

    Args:
        annotation_file: A JSON file.
        test_index: Keypoints to keep; None: all.
        ann_data: Content of the file, if it was read already.
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
        """Load results, possibly an empty list, as annotations.

        Args:
            resFile: A JSON file, or its content.
            resData: Content of the file, if it was read already.
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
