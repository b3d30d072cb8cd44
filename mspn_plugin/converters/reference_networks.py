"""mmpose's MSPN and RSN, and the same networks of this package."""

from mmpose.registry import MODELS

KERNELS = (15, 11, 9, 7, 5)
PREPROCESSOR = dict(
    type='PoseDataPreprocessor',
    mean=[123.675, 116.28, 103.53],
    std=[58.395, 57.12, 57.375],
    bgr_to_rgb=True)


def mmpose_codecs(input_size=(192, 256), heatmap_size=(48, 64)) -> list:
    """mmpose's codecs, coarsest first; inference uses the last."""
    return [
        dict(
            type='MegviiHeatmap',
            input_size=input_size,
            heatmap_size=heatmap_size,
            kernel_size=kernel) for kernel in KERNELS
    ]


def build_mmpose_mspn(num_stages: int,
                      input_size=(192, 256),
                      *,
                      network: str = 'MSPN',
                      num_blocks=(3, 4, 6, 3),
                      use_prm: bool = False):
    """mmpose's MSPN (or RSN) with its published losses.

    ``num_blocks`` are those of ResNet-50 or RSN-50; ``use_prm`` adds a pose
    refine machine to every predictor.
    """
    width, height = heatmap_size = _quarter(input_size)
    losses = [
        dict(
            type='KeypointMSELoss', use_target_weight=True, loss_weight=0.25)
    ] * 3 + [dict(type='KeypointOHKMMSELoss', use_target_weight=True)]
    return MODELS.build(
        dict(
            type='TopdownPoseEstimator',
            data_preprocessor=PREPROCESSOR,
            backbone=dict(
                type=network,
                num_stages=num_stages,
                num_blocks=list(num_blocks)),
            head=dict(
                type='MSPNHead',
                out_shape=(height, width),
                unit_channels=256,
                out_channels=17,
                num_stages=num_stages,
                num_units=4,
                use_prm=use_prm,
                norm_cfg=dict(type='BN'),
                level_indices=[0, 1, 2, 3] * (num_stages - 1) + [1, 2, 3, 4],
                loss=losses * num_stages,
                decoder=mmpose_codecs(input_size, heatmap_size)[-1])))


def build_plugin_mspn(num_stages: int,
                      estimator: str = 'MultiStagePoseEstimator',
                      *,
                      input_size=(192, 256),
                      with_cp: bool = False,
                      residual_steps: bool = False,
                      use_prm: bool = False,
                      **options):
    """The same network with this package's parts.

    ``with_cp``: blocks are recomputed in the backward pass.
    ``residual_steps``: RSN-50's blocks. ``use_prm``: as in
    ``build_mmpose_mspn``.
    """
    block = dict(residual_steps=dict()) if residual_steps else dict()
    width = 64 if residual_steps else 256
    return MODELS.build(
        dict(
            type=estimator,
            data_preprocessor=PREPROCESSOR,
            **options,
            backbone=dict(
                type='ExtendedResNet',
                depth=50,
                out_indices=(0, 1, 2, 3),
                with_cp=with_cp,
                **block),
            neck=dict(
                type='MultiStageNeck',
                in_channels=tuple(width * 2**i for i in range(4)),
                num_stages=num_stages,
                encoder=dict(
                    type='ResNetEncoder', depth=50, with_cp=with_cp,
                    **block)),
            head=dict(
                type='MultiResolutionHead',
                in_channels=256,
                out_channels=17,
                num_stages=num_stages,
                predictor=dict(
                    type='RefinedPredictor' if use_prm else 'ConvPredictor'),
                decoder=dict(
                    type='MultiStageHeatmap',
                    input_size=input_size,
                    heatmap_size=_quarter(input_size)))))


def _quarter(size):
    return tuple(n // 4 for n in size)
