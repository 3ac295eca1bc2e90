"""Turns trained weights into the int8 ONNX files that ship, and writes their manifest.

    python eval/training/export.py embedder --base MINILM --out claimcheck/neural/weights
    python eval/training/export.py crossencoder --base MINILM --start CHECKPOINTS/own.pt --out claimcheck/neural/weights

Weights are int8 for each output channel, activations are quantised while running. Layers named with --keep stay fp32: those
whose activations hold outliers cost the most accuracy for the least speed. `--float` writes the fp32 file instead, which the
benchmarks compare with.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from manifest import record
from network import StanceNetwork
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

AXES = {0: "rows", 1: "tokens"}


INNER = 4
"""The layer whose mean vectors the classifier of propositions reads: later ones forget how a thing is said."""


class EmbedderNetwork(nn.Module):
    """Token ids to L2-normalised mean vectors of the last layer, and of layer INNER, each of shape (rows, 384)."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(base, add_pooling_layer=False, attn_implementation="eager")

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        layers = self.bert(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True).hidden_states
        mask = attention_mask.unsqueeze(-1).to(layers[-1].dtype)

        def mean(hidden: Tensor) -> Tensor:
            return functional.normalize((hidden * mask).sum(1) / mask.sum(1), dim=-1)

        return mean(layers[-1]), mean(layers[INNER])


class Chances(nn.Module):
    """The stance network with probabilities instead of logits."""

    def __init__(self, network: StanceNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        return self.network(input_ids, attention_mask, token_type_ids).softmax(-1)


def write_float(network: nn.Module, names: Sequence[str], outputs: Sequence[str], path: Path) -> None:
    """Exports `network` with free batch and length."""
    ids = torch.tensor([[101, 2023, 2003, 102], [101, 2023, 102, 0]])
    inputs = {"input_ids": ids, "attention_mask": (ids > 0).long(), "token_type_ids": torch.zeros_like(ids)}
    torch.onnx.export(
        network.eval(),
        tuple(inputs[name] for name in names),
        str(path),
        input_names=list(names),
        output_names=list(outputs),
        dynamic_axes={**dict.fromkeys(names, AXES), **{output: {0: "rows"} for output in outputs}},
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path, *, keep: Sequence[str]) -> None:
    """Writes the int8 file; matrix products whose weight's name or node's name holds one of `keep` stay as they are."""
    graph = onnx.load(source).graph
    kept = [node.name for node in graph.node if any(part in node.name for part in keep)]
    quantize_dynamic(
        source,
        target,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        nodes_to_exclude=kept,
        extra_options={"MatMulConstBOnly": True},
    )


def averaged(paths: Sequence[Path]) -> dict[str, Tensor]:
    """The mean of checkpoints that come from one beginning (model soup, Wortsman et al. 2022)."""
    states = [torch.load(path, weights_only=True) for path in paths]
    return {
        name: sum(state[name].float() for state in states) / len(states) if first.is_floating_point() else first
        for name, first in states[0].items()
    }


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", choices=["embedder", "crossencoder"])
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument(
        "--start",
        type=Path,
        nargs="+",
        help="trained weights, several are averaged; the embedder is shipped as it comes",
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--keep", nargs="*", default=[], help="parts of node names that stay fp32")
    parser.add_argument("--float", action="store_true", help="write NAME.float.onnx only, and no manifest")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    if args.which == "embedder":
        network: nn.Module = EmbedderNetwork(args.base)
        names, outputs = ("input_ids", "attention_mask"), ("vectors", "inner")
    else:
        stances = StanceNetwork(args.base)
        stances.load_state_dict(averaged(args.start))
        network, names, outputs = (
            Chances(stances),
            ("input_ids", "attention_mask", "token_type_ids"),
            ("chances",),
        )
    if args.float:
        write_float(network, names, outputs, args.out / f"{args.which}.float.onnx")
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float.onnx"
        write_float(network, names, outputs, plain)
        quantise(plain, args.out / f"{args.which}.onnx", keep=args.keep)
    (args.out / "tokenizer.json").write_bytes((args.base / "tokenizer.json").read_bytes())
    record(args.out)


if __name__ == "__main__":
    main(sys.argv[1:])
