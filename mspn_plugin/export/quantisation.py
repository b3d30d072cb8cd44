"""Quantise weights and activations to 8 bits, calibrated on pictures."""

from pathlib import Path
from typing import Iterable, Iterator, Optional, Union

import numpy as np
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor

from .graph import INPUT


class CalibrationBatches(CalibrationDataReader):
    """Passes batches of pictures to ONNX Runtime's calibration.

    Args:
        batches: (B, 3, H, W) each, normalised.
    """

    def __init__(self, batches: Iterable[Tensor]):
        self._batches: Iterator[Tensor] = iter(batches)

    def get_next(self) -> Optional[dict]:
        """The next batch, or None after the last."""
        batch = next(self._batches, None)
        return None if batch is None else {
            INPUT: np.ascontiguousarray(batch.numpy())}


def quantise(path: Union[str, Path], target: Union[str, Path],
             batches: Iterable[Tensor]):
    """Write ``target``, an int8 version of the network in ``path``.

    Quantisation is static, with one scale per channel. Weights get seven
    bits, because eight bits may overflow on CPUs without VNNI.

    Args:
        path: An exported network in float32.
        target: Path of the new file.
        batches: A few hundred typical pictures (B, 3, H, W), normalised.
    """
    prepared = Path(target).with_suffix('.prepared.onnx')
    try:
        quant_pre_process(str(path), str(prepared), skip_symbolic_shape=True)
        quantize_static(
            str(prepared),
            str(target),
            CalibrationBatches(batches),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax)
    finally:
        prepared.unlink(missing_ok=True)
