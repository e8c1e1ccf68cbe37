"""The circumstances of a run, for the JSON sidecar."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import torch

from .precision import PRECISIONS

_SMI_FIELDS = (
    "name",
    "driver_version",
    "vbios_version",
    "pstate",
    "persistence_mode",
    "mig.mode.current",
    "ecc.mode.current",
    "power.limit",
    "power.default_limit",
    "clocks.max.sm",
    "clocks.max.memory",
    "clocks.applications.graphics",
    "clocks.applications.memory",
    "clocks.current.sm",
    "clocks.current.memory",
    "temperature.gpu",
    "memory.total",
)

BOUNDARIES = {
    "nvml": "GPU board: chip, its memory, regulators; no host, no power supply, no cooling",
    "nvidia-smi": "GPU board: chip, its memory, regulators; no host, no power supply, no cooling",
    "rapl": "CPU packages and, where listed in the domains, DRAM; nothing else of the machine",
    "none": "no energy measured",
}


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def _smi_field(board: str, field: str) -> str | None:
    """As nvidia-smi prints it, units included; None where it does not know the field."""
    command = ["nvidia-smi", f"--id={board}", f"--query-gpu={field}", "--format=csv,noheader"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def _smi(board: str) -> dict[str, str | None]:
    """Asked one by one: a driver that lacks a field refuses the whole query."""
    return {field: _smi_field(board, field) for field in _SMI_FIELDS}


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _governor() -> str | None:
    path = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    return path.read_text().strip() if path.exists() else None


def board_of(device: torch.device) -> str:
    """UUID for NVML, which does not follow CUDA_VISIBLE_DEVICES; the index where torch has none."""
    if device.type != "cuda":
        return "0"
    uuid = getattr(torch.cuda.get_device_properties(device), "uuid", None)
    return str(device.index or 0) if uuid is None else f"GPU-{uuid}"


def device_name(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else _cpu_model()


def _gpu(device: torch.device) -> dict[str, Any] | None:
    if device.type != "cuda":
        return None
    properties = torch.cuda.get_device_properties(device)
    return {
        "multiprocessors": properties.multi_processor_count,
        "compute_capability": f"{properties.major}.{properties.minor}",
        "memory_bytes": properties.total_memory,
        "l2_cache_bytes": getattr(properties, "L2_cache_size", None),
        "nvidia_smi": _smi(board_of(device)),
    }


def _precisions() -> dict[str, dict[str, Any]]:
    return {
        precision.name: {
            "parameters": str(precision.parameters),
            "autocast": None if precision.autocast is None else str(precision.autocast),
            "torch.backends.cuda.matmul.allow_tf32": precision.tf32_matmul,
            "torch.backends.cudnn.allow_tf32": precision.tf32_convolution,
            "gradient_scaler": precision.scales_loss,
        }
        for precision in PRECISIONS.values()
    }


def describe(device: torch.device) -> dict[str, Any]:
    """Machine and software. No host name, user, serial number or UUID."""
    return {
        "device": device_name(device),
        "device_type": device.type,
        "gpu": _gpu(device),
        "cpu": _cpu_model(),
        "cpu_count": os.cpu_count(),
        "cpu_governor": _governor(),
        "load_average": list(os.getloadavg()),
        "torch_threads": torch.get_num_threads(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),
        "cudnn_benchmark": torch.backends.cudnn.benchmark,
        "deterministic_algorithms": torch.are_deterministic_algorithms_enabled(),
        "precisions": _precisions(),
    }
