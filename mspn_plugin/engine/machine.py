"""Describe the machine of a measurement."""

import platform
import time
from pathlib import Path
from typing import List

import mmpose
import torch

from ..version import __version__


def machine_info() -> dict:
    """Processor, threads, versions, and speed of matrix products."""
    return dict(
        processor=processor_name(),
        threads=torch.get_num_threads(),
        torch=torch.__version__,
        mmpose=mmpose.__version__,
        mspn_plugin=__version__,
        float32_gflops=_matrix_product_gflops(torch.float32),
        native_bfloat16=native_bfloat16())


def processor_name() -> str:
    """Name of the processor's model."""
    for line in _read_cpuinfo():
        if line.startswith('model name'):
            return line.split(':')[1].strip()
    return platform.processor()


def native_bfloat16() -> bool:
    """Whether this processor supports bfloat16 without emulation."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def _read_cpuinfo() -> List[str]:
    path = Path('/proc/cpuinfo')
    return path.read_text().splitlines() if path.exists() else []


def _matrix_product_gflops(dtype: torch.dtype, size: int = 2048) -> float:
    """Speed of the fastest of five square matrix products, in GFLOP/s."""
    a, b = torch.rand(2, size, size).to(dtype)
    times = []
    for _ in range(6):
        start = time.perf_counter()
        a @ b
        times.append(time.perf_counter() - start)
    return round(2 * size**3 / min(times[1:]) / 1e9, 1)
