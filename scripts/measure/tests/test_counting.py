"""Counted work against values derived by hand or published."""

from __future__ import annotations

import pytest
import torch

from ..case import Case, Config
from ..counting import WorkCounter
from ..workload import build, count_on_device, count_on_meta

META = torch.device("meta")


def layer(kind: str, config: Config, batch: int, phase: str = "forward") -> Case:
    return Case("layer", "", kind, config, phase, "fp32", batch)


def macs(case: Case) -> tuple[int, int]:
    work = count_on_meta(case)
    return work.forward.macs, work.iteration.macs


def test_linear_over_tokens():
    case = layer("linear", {"in_features": 5, "out_features": 7, "tokens": 3}, 2)
    work = count_on_meta(case).forward
    assert work.macs == 2 * 3 * 5 * 7
    assert work.activations == 2 * 3 * 7
    assert build(case, META).parameters == 5 * 7 + 7


def test_backward_of_a_layer_is_two_products_more():
    case = layer("linear", {"in_features": 64, "out_features": 32}, 8, "forward_backward")
    forward, iteration = macs(case)
    assert forward == 8 * 64 * 32
    assert iteration == 3 * forward


def test_convolution_counts_outputs_and_groups():
    config = {"in_channels": 8, "out_channels": 16, "kernel_size": 3, "stride": 2, "size": 9}
    outputs = 4 * 16 * 4 * 4
    plain = count_on_meta(layer("convolution", config, 4)).forward
    assert plain.activations == outputs
    assert plain.macs == outputs * 8 * 9
    grouped = layer("convolution", config | {"groups": 8}, 4)
    assert macs(grouped)[0] == outputs * 9


@pytest.mark.parametrize("transposed", [False, True])
def test_backward_of_a_convolution_is_two_products_more(transposed: bool):
    config = {"in_channels": 6, "out_channels": 4, "kernel_size": 3, "stride": 2, "size": 11}
    case = layer("convolution", config | {"transposed": transposed}, 2, "forward_backward")
    forward, iteration = macs(case)
    assert iteration == 3 * forward


def test_transposed_convolution_counts_input_positions():
    config = {"in_channels": 8, "out_channels": 4, "kernel_size": 3, "stride": 2, "size": 5}
    case = layer("convolution", config | {"transposed": True}, 2)
    assert macs(case)[0] == 2 * 8 * 5 * 5 * (4 * 3 * 3)


def test_attention_is_two_products():
    config = {"heads": 4, "queries": 6, "keys": 10, "head_dim": 8}
    fused = macs(layer("sdpa", config, 2, "forward_backward"))
    assert fused == (2 * 4 * 6 * 10 * 8 * 2, 3 * 2 * 4 * 6 * 10 * 8 * 2)
    assert macs(layer("plain_attention", config, 2, "forward_backward")) == fused


def test_lstm_has_four_gates_per_step_and_direction():
    config = {"input_size": 8, "hidden_size": 16, "steps": 5, "bidirectional": True}
    assert macs(layer("lstm", config, 2))[0] == 2 * (2 * 5 * 4 * 16 * (8 + 16))


def test_embedding_reads_rows_not_the_table():
    case = layer("embedding", {"rows": 1000, "width": 16, "tokens": 4}, 2)
    work = count_on_device(build(case, torch.device("cpu")).step)
    rows = 2 * 4 * 16 * 4
    assert work.macs == 0
    assert work.bytes_moved == 2 * rows + 2 * 4 * 8


def test_views_and_allocations_are_no_operators():
    source = torch.ones(4, 6)
    with WorkCounter() as counter:
        source.t().reshape(2, 12)
        torch.empty(3)
        source.relu()
    # The reshape of a transposed matrix copies; relu computes.
    assert counter.work.operators == 2
    assert counter.work.bytes_moved == 4 * source.numel() * 4


@pytest.mark.parametrize(
    ("kind", "config", "parameters", "gmacs"),
    [
        # torchvision's documented values for the same architectures.
        ("resnet", {"depth": 18}, 11_689_512, 1.81),
        ("resnet", {"depth": 50}, 25_557_032, 4.09),
        ("mobilenet", {"width": 100}, 3_504_872, 0.30),
        ("densenet", {"growth": 32}, 7_978_856, 2.83),
        ("vit", {"width": 768, "depth": 12, "heads": 12, "patch": 16}, 86_567_656, 17.56),
    ],
)
def test_published_models(kind: str, config: Config, parameters: int, gmacs: float):
    whole = config | {"image": 224, "classes": 1000}
    case = Case("model", kind, kind, whole, "forward", "fp32", 1)
    assert build(case, META).parameters == parameters
    assert macs(case)[0] / 1e9 == pytest.approx(gmacs, abs=0.005)


def test_first_layer_of_a_model_has_no_input_gradient():
    config = {"depth": 1, "width": 16, "inputs": 32, "classes": 10}
    case = Case("model", "mlp", "mlp", config, "train_step", "fp32", 4, optimizer="adam")
    first, second = 4 * 32 * 16, 4 * 16 * 10
    assert macs(case) == (first + second, 2 * first + 3 * second)
