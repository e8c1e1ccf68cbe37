"""Where power and energy are read: NVML, nvidia-smi, RAPL, or nowhere.

Every source reports cumulative energy where the hardware counts it, power where it is sampled,
and the state of the device beside it. Boundaries: NVML and nvidia-smi report the GPU board, RAPL
the CPU packages and, where exposed, their DRAM.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Sample:
    """One reading. `time_s` is on the clock of `time.perf_counter` and set by the sampler."""

    time_s: float = 0.0
    energy_j: float | None = None
    """Cumulative since an arbitrary start."""
    power_w: float | None = None
    temperature_c: float | None = None
    sm_clock_mhz: float | None = None
    throttle_reasons: int | None = None
    """NVML's bit mask of the reasons for which clocks are held below their maximum."""


class Source(Protocol):
    name: str

    def read(self) -> Sample: ...


class NvmlSource:
    """Energy counter (Volta and later) and power of one GPU board, through `nvidia-ml-py`."""

    name = "nvml"

    def __init__(self, board: str) -> None:
        import pynvml

        self._nvml = pynvml
        pynvml.nvmlInit()
        if board.isdecimal():
            self._handle = pynvml.nvmlDeviceGetHandleByIndex(int(board))
        else:
            self._handle = pynvml.nvmlDeviceGetHandleByUUID(board)
        self._counts_energy = self._try(pynvml.nvmlDeviceGetTotalEnergyConsumption) is not None
        # Renamed in later versions of the binding.
        self._reasons = getattr(
            pynvml,
            "nvmlDeviceGetCurrentClocksEventReasons",
            pynvml.nvmlDeviceGetCurrentClocksThrottleReasons,
        )

    def _try(self, query, *arguments):
        """None where this board does not support the query."""
        try:
            return query(self._handle, *arguments)
        except self._nvml.NVMLError:
            return None

    def _instant_power(self) -> float | None:
        """Unaveraged power where the board has it: the plain query is a 1 s mean on many."""
        instant = getattr(self._nvml, "NVML_FI_DEV_POWER_INSTANT", None)
        values = None
        if instant is not None:
            values = self._try(self._nvml.nvmlDeviceGetFieldValues, [instant])
        if values and values[0].nvmlReturn == self._nvml.NVML_SUCCESS:
            return values[0].value.uiVal / 1000
        milliwatts = self._try(self._nvml.nvmlDeviceGetPowerUsage)
        return None if milliwatts is None else milliwatts / 1000

    def read(self) -> Sample:
        nvml = self._nvml
        millijoules = None
        if self._counts_energy:
            millijoules = self._try(nvml.nvmlDeviceGetTotalEnergyConsumption)
        return Sample(
            energy_j=None if millijoules is None else millijoules / 1000,
            power_w=self._instant_power(),
            temperature_c=self._try(nvml.nvmlDeviceGetTemperature, nvml.NVML_TEMPERATURE_GPU),
            sm_clock_mhz=self._try(nvml.nvmlDeviceGetClockInfo, nvml.NVML_CLOCK_SM),
            throttle_reasons=self._try(self._reasons),
        )


class NvidiaSmiSource:
    """Power alone, for machines without the NVML binding; each reading is a process."""

    name = "nvidia-smi"
    _FIELDS = "power.draw,temperature.gpu,clocks.sm"

    def __init__(self, board: str) -> None:
        self._command = [
            "nvidia-smi",
            f"--id={board}",
            f"--query-gpu={self._FIELDS}",
            "--format=csv,noheader,nounits",
        ]
        if self.read().power_w is None:
            raise OSError("nvidia-smi reports no power for this board")

    def read(self) -> Sample:
        output = subprocess.run(self._command, capture_output=True, text=True, check=True).stdout
        power, temperature, clock = (_number(text) for text in output.strip().split(","))
        return Sample(power_w=power, temperature_c=temperature, sm_clock_mhz=clock)


def _number(text: str) -> float | None:
    """None for nvidia-smi's "[N/A]" and its kind."""
    try:
        return float(text)
    except ValueError:
        return None


@dataclass
class _RaplDomain:
    """One RAPL counter, unwrapped: the hardware's overflows at `range_uj`."""

    path: Path
    range_uj: int
    last_uj: int = 0
    total_uj: int = field(default=0, init=False)

    def joules(self) -> float:
        now = int((self.path / "energy_uj").read_text())
        self.total_uj += (now - self.last_uj) % (self.range_uj + 1)
        self.last_uj = now
        return self.total_uj / 1e6


class RaplSource:
    """CPU packages and their DRAM through Linux's powercap tree (readable by root on most)."""

    name = "rapl"

    def __init__(self, root: Path = Path("/sys/class/powercap")) -> None:
        self.domains: list[str] = []
        self._counters: list[_RaplDomain] = []
        for path in sorted(root.glob("intel-rapl:*")):
            label = (path / "name").read_text().strip()
            # Cores and graphics are inside the package; psys would count it again.
            if not (label.startswith("package") or label == "dram"):
                continue
            domain_range = int((path / "max_energy_range_uj").read_text())
            now = int((path / "energy_uj").read_text())
            self.domains.append(f"{path.name} {label}")
            self._counters.append(_RaplDomain(path, domain_range, now))
        if not self._counters:
            raise OSError("no readable RAPL package domain")

    def read(self) -> Sample:
        return Sample(energy_j=sum(counter.joules() for counter in self._counters))


class NoSource:
    """No meter: time only."""

    name = "none"

    def read(self) -> Sample:
        return Sample()


def open_source(device_type: str, board: str) -> Source:
    """The best meter of what the device is; a GPU is never metered by the CPU's counter.

    `board` is a GPU's UUID or its index as NVML counts (not as CUDA_VISIBLE_DEVICES does);
    without meaning for a CPU.
    """
    if device_type == "cuda":
        try:
            return NvmlSource(board)
        except ImportError:
            pass
        if shutil.which("nvidia-smi"):
            return NvidiaSmiSource(board)
        return NoSource()
    try:
        return RaplSource()
    except (OSError, ValueError):
        return NoSource()
