"""mmpose's data sets with checks of the annotations."""

from mmpose.datasets import (
    AP10KDataset,
    CocoDataset,
    CocoWholeBodyDataset,
    CocoWholeBodyFaceDataset,
    CocoWholeBodyHandDataset,
    CrowdPoseDataset,
    MpiiDataset,
)
from mmpose.registry import DATASETS

from .annotation_checks import AnnotationChecks


@DATASETS.register_module()
class CheckedCocoDataset(AnnotationChecks, CocoDataset):
    """COCO with checked annotations."""


@DATASETS.register_module()
class CheckedCrowdPoseDataset(AnnotationChecks, CrowdPoseDataset):
    """CrowdPose with checked annotations."""


@DATASETS.register_module()
class CheckedMpiiDataset(AnnotationChecks, MpiiDataset):
    """MPII with checked annotations."""


@DATASETS.register_module()
class CheckedWholeBodyDataset(AnnotationChecks, CocoWholeBodyDataset):
    """COCO-WholeBody's 133 keypoints with checked annotations."""
    reads_keypoints = False


@DATASETS.register_module()
class CheckedHandDataset(AnnotationChecks, CocoWholeBodyHandDataset):
    """Hands of COCO-WholeBody, 21 keypoints, with checked annotations."""
    reads_keypoints = False


@DATASETS.register_module()
class CheckedFaceDataset(AnnotationChecks, CocoWholeBodyFaceDataset):
    """Faces of COCO-WholeBody, 68 keypoints, with checked annotations."""
    reads_keypoints = False


@DATASETS.register_module()
class CheckedAnimalDataset(AnnotationChecks, AP10KDataset):
    """AP-10K, 17 keypoints of animals, with checked annotations."""
