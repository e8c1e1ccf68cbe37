"""Energy readings: the slope of a counter, sampled power, RAPL's wrap, NVML's units."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from ..sampler import Sampler, counter_updates, summarise
from ..sources import NvmlSource, RaplSource, Sample


def counter_samples(watts: float, update_s: float, period_s: float, end_s: float) -> list[Sample]:
    """A counter that moves every `update_s`, read every `period_s`."""
    count = int(end_s / period_s)
    times = [number * period_s for number in range(count)]
    return [Sample(time, energy_j=watts * update_s * (time // update_s)) for time in times]


def test_mean_power_is_the_counters_slope():
    window = summarise(counter_samples(300.0, update_s=0.1, period_s=0.01, end_s=1.05))
    assert window.method == "counter"
    assert window.mean_power_w == pytest.approx(300.0, rel=0.02)


def test_first_sample_is_no_update():
    samples = [Sample(0.0, energy_j=5.0), Sample(0.1, energy_j=5.0), Sample(0.2, energy_j=6.0)]
    assert [update.time_s for update in counter_updates(samples)] == [0.2]


def test_sampled_power_where_the_counter_is_too_coarse():
    samples = [Sample(t / 10, energy_j=1.0, power_w=100.0 + 10 * t) for t in range(11)]
    window = summarise(samples)
    assert (window.method, window.ticks) == ("sampled", 11)
    assert window.mean_power_w == pytest.approx(150.0)


def test_no_readings_are_not_zero():
    window = summarise([Sample(t / 10) for t in range(10)])
    assert window.method == "none"
    assert window.mean_power_w is None


def test_throttle_reasons_are_joined():
    window = summarise([Sample(0.0, throttle_reasons=4), Sample(0.1, throttle_reasons=1)])
    assert window.throttle_reasons == 5


def write_domain(root: Path, folder: str, name: str, energy_uj: int, range_uj: int) -> Path:
    domain = root / folder
    domain.mkdir()
    (domain / "name").write_text(f"{name}\n")
    (domain / "energy_uj").write_text(f"{energy_uj}\n")
    (domain / "max_energy_range_uj").write_text(f"{range_uj}\n")
    return domain


def test_rapl_adds_packages_and_dram_and_unwraps(tmp_path: Path):
    package = write_domain(tmp_path, "intel-rapl:0", "package-0", 9_000_000, 9_999_999)
    dram = write_domain(tmp_path, "intel-rapl:0:1", "dram", 0, 9_999_999)
    write_domain(tmp_path, "intel-rapl:0:0", "core", 1_000_000, 9_999_999)
    source = RaplSource(tmp_path)
    assert source.domains == ["intel-rapl:0 package-0", "intel-rapl:0:1 dram"]
    (package / "energy_uj").write_text("1000000\n")
    (dram / "energy_uj").write_text("500000\n")
    assert source.read().energy_j == pytest.approx(2.0 + 0.5)


def test_rapl_without_domains_is_an_error(tmp_path: Path):
    with pytest.raises(OSError):
        RaplSource(tmp_path)


class FakeNvmlError(Exception):
    pass


def fake_nvml(supports_instant: bool) -> types.ModuleType:
    """The binding's functions the source calls, with fixed answers in NVML's units."""
    nvml = types.ModuleType("pynvml")
    nvml.NVMLError = FakeNvmlError
    nvml.NVML_SUCCESS = 0
    nvml.NVML_FI_DEV_POWER_INSTANT = 186
    nvml.NVML_TEMPERATURE_GPU = 0
    nvml.NVML_CLOCK_SM = 1
    nvml.nvmlInit = lambda: None
    nvml.nvmlDeviceGetHandleByIndex = lambda index: f"index {index}"
    nvml.nvmlDeviceGetHandleByUUID = lambda uuid: f"uuid {uuid}"
    nvml.nvmlDeviceGetTotalEnergyConsumption = lambda _handle: 12_500
    nvml.nvmlDeviceGetPowerUsage = lambda _handle: 300_000
    nvml.nvmlDeviceGetTemperature = lambda _handle, _sensor: 41
    nvml.nvmlDeviceGetClockInfo = lambda _handle, _clock: 1980

    def throttle_reasons(_handle):
        raise FakeNvmlError("not supported")

    def field_values(_handle, _fields):
        value = types.SimpleNamespace(uiVal=350_000)
        code = nvml.NVML_SUCCESS if supports_instant else 3
        return [types.SimpleNamespace(nvmlReturn=code, value=value)]

    nvml.nvmlDeviceGetCurrentClocksThrottleReasons = throttle_reasons
    nvml.nvmlDeviceGetFieldValues = field_values
    return nvml


@pytest.mark.parametrize(("supports_instant", "watts"), [(True, 350.0), (False, 300.0)])
def test_nvml_units_and_missing_queries(monkeypatch, supports_instant: bool, watts: float):
    monkeypatch.setitem(sys.modules, "pynvml", fake_nvml(supports_instant))
    sample = NvmlSource("GPU-0").read()
    assert sample == Sample(energy_j=12.5, power_w=watts, temperature_c=41, sm_clock_mhz=1980)


def test_sampler_process_answers_and_ends():
    with Sampler("cpu", "0", period_s=0.005) as sampler:
        assert sampler.source_name in {"rapl", "none"}
        assert sampler.samples(0.0, 0.0) == []
    assert not sampler._process.is_alive()
