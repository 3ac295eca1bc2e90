"""Trains the cross-encoder, in two steps: general inference, then our own newswire pairs mixed with more of it.

    python eval/training/crossencoder.py general --base MINILM --data DATA --out CHECKPOINTS
    python eval/training/crossencoder.py own --start CHECKPOINTS/general.pt --base MINILM --data DATA --out CHECKPOINTS

Seeded; a run that was stopped goes on from its last checkpoint with the same command. CPU (bf16) or GPU. Batches hold a
fixed number of tokens, not of rows, and rows of like length, so little is spent on padding.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from network import STANCES, Averaged, StanceNetwork
from rows import (
    NEUTRAL,
    Row,
    generated_rows,
    is_dev,
    is_held_out,
    nli_rows,
    own_pairs,
    said_rows,
    sentence_rows,
    stance_rows,
)
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

Encoded = tuple[list[int], list[int], int]
"""Token ids, token types, target."""


def encode(rows: Sequence[Row], tokenizer: Tokenizer, *, length: int) -> list[Encoded]:
    """Tokenised rows; where a pair is too long its premise is cut."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(length, strategy="only_first")
    kept = [row for row in rows if len(row.hypothesis) < 2 * length]
    encodings = tokenizer.encode_batch([(row.premise, row.hypothesis) for row in kept])
    return [(item.ids, item.type_ids, row.target) for item, row in zip(encodings, kept, strict=True)]


def plan_batches(encoded: Sequence[Encoded], *, tokens: int, rng: random.Random) -> list[list[Encoded]]:
    """Shuffled batches of rows of like length with at most `tokens` tokens each, padding included."""
    order = list(encoded)
    rng.shuffle(order)
    batches: list[list[Encoded]] = []
    for start in range(0, len(order), 4096):
        pool = sorted(order[start : start + 4096], key=lambda item: len(item[0]))
        batch: list[Encoded] = []
        for item in pool:
            if batch and len(item[0]) * (len(batch) + 1) > tokens:
                batches.append(batch)
                batch = []
            batch.append(item)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def tensors(batch: Sequence[Encoded], device: str) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    width = max(len(ids) for ids, _, _ in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    types = torch.zeros(len(batch), width, dtype=torch.long)
    mask = torch.zeros(len(batch), width, dtype=torch.long)
    for index, (row_ids, row_types, _) in enumerate(batch):
        ids[index, : len(row_ids)] = torch.tensor(row_ids)
        types[index, : len(row_ids)] = torch.tensor(row_types)
        mask[index, : len(row_ids)] = 1
    targets = torch.tensor([target for _, _, target in batch])
    return ids.to(device), mask.to(device), types.to(device), targets.to(device)


def stance_loss(logits: Tensor, targets: Tensor, *, smoothing: float) -> Tensor:
    """Cross-entropy with label smoothing; NEUTRAL rows score the sum of silent and qualifies."""
    logs = functional.log_softmax(logits.float(), dim=-1)
    neutral = torch.logaddexp(logs[:, STANCES.index("qualifies")], logs[:, STANCES.index("silent")])
    picked = logs.gather(1, targets.clamp(max=3).unsqueeze(1)).squeeze(1)
    chosen = torch.where(targets == NEUTRAL, neutral, picked)
    return (-(1 - smoothing) * chosen - smoothing * logs.mean(-1)).mean()


def rate(step: int, total: int, *, peak: float, warmup: float) -> float:
    """Linear warm-up over the share `warmup` of the steps, then linear decay to nothing."""
    progress = step / max(1, total)
    return peak * progress / warmup if progress < warmup else peak * (1 - progress) / (1 - warmup)


def evaluate(network: StanceNetwork, encoded: Sequence[Encoded], device: str) -> str:
    """Accuracy and mean recall over the targets that occur, as a line for the log."""
    network.eval()
    hits: dict[int, list[bool]] = {}
    with torch.no_grad(), torch.autocast(device, torch.bfloat16):
        for batch in plan_batches(encoded, tokens=8192, rng=random.Random(0)):
            ids, mask, types, targets = tensors(batch, device)
            chances = network(ids, mask, types).float().softmax(-1)
            if (targets == NEUTRAL).any():
                chances = torch.stack([chances[:, 0], chances[:, 1], chances[:, 2] + chances[:, 3]], -1)
                targets = targets.clamp(max=NEUTRAL).where(targets != NEUTRAL, torch.full_like(targets, 2))
            for target, guess in zip(targets.tolist(), chances.argmax(-1).tolist(), strict=True):
                hits.setdefault(target, []).append(target == guess)
    network.train()
    total = [hit for group in hits.values() for hit in group]
    recalls = {target: sum(group) / len(group) for target, group in sorted(hits.items())}
    return f"accuracy {sum(total) / len(total):.3f} recalls {[round(r, 2) for r in recalls.values()]}"


def train(
    network: StanceNetwork,
    batches: list[list[Encoded]],
    evaluations: dict[str, list[Encoded]],
    *,
    name: str,
    args: argparse.Namespace,
) -> None:
    """Runs through `batches` once (or `--steps` of them), with a checkpoint every few minutes.

    Ends with the averaged weights in `<out>/<name>.pt`.
    """
    args.out.mkdir(parents=True, exist_ok=True)
    batches = batches[: args.steps]
    resume, final = args.out / f"{name}.resume.pt", args.out / f"{name}.pt"
    decayed = [p for p in network.parameters() if p.requires_grad and p.ndim > 1]
    plain = [p for p in network.parameters() if p.requires_grad and p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=args.peak, betas=(0.9, 0.98), fused=True)
    averaged = Averaged(network, decay=args.average)
    first = 0
    if resume.exists():
        state = torch.load(resume, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        averaged.weights, first = state["averaged"], state["step"]
        print(f"resumed at step {first}", flush=True)
    total, began, saved, losses = len(batches), time.monotonic(), time.monotonic(), []
    network.train()
    for step in range(first, total):
        for group in optimiser.param_groups:
            group["lr"] = rate(step, total, peak=args.peak, warmup=args.warmup)
        ids, mask, types, targets = tensors(batches[step], args.device)
        with torch.autocast(args.device, torch.bfloat16):
            logits = network(ids, mask, types)
        loss = stance_loss(logits, targets, smoothing=args.smoothing)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        averaged.update(network)
        losses.append(loss.item())
        if step % 50 == 49:
            left = (time.monotonic() - began) / (step + 1 - first) * (total - step - 1) / 60
            print(f"step {step + 1}/{total} loss {sum(losses[-50:]) / 50:.4f} {left:.1f} min left", flush=True)
        if time.monotonic() - saved > args.save_every_s or step + 1 == total:
            state = {
                "network": network.state_dict(),
                "optimiser": optimiser.state_dict(),
                "averaged": averaged.weights,
                "step": step + 1,
            }
            torch.save(state, resume.with_suffix(".tmp"))
            resume.with_suffix(".tmp").replace(resume)
            torch.save(averaged.weights, final)
            saved = time.monotonic()
        if (step + 1) % args.evaluate_every == 0 or step + 1 == total:
            kept = {key: value.clone() for key, value in network.state_dict().items()}
            network.load_state_dict(averaged.weights)
            for title, encoded in evaluations.items():
                print(f"  {step + 1} {title}: {evaluate(network, encoded, args.device)}", flush=True)
            network.load_state_dict(kept)


def general(args: argparse.Namespace, tokenizer: Tokenizer, network: StanceNetwork) -> None:
    public = public_rows(args.data)
    passages = [row for row in own_pairs() if not is_held_out(row["id"]) and not is_dev(row["id"])]
    rng = random.Random(args.seed)
    batches: list[list[Encoded]] = []
    for _ in range(args.epochs):
        # Our own rows from the start: a network that meets them only at the end learns them by heart.
        rows = public + own_rows(passages, rng)
        batches += plan_batches(encode(rows, tokenizer, length=args.length), tokens=args.tokens, rng=rng)
    train(network, batches, evaluations(args, tokenizer), name="general", args=args)


def public_rows(data: Path) -> list[Row]:
    """General inference: the recommended sets and the further ConjNLI rows of the wide mix, MNLI's genres twice.

    The wide mix's other rows stay out: its "contradictions" are often another day or person, which is silent here.
    """
    rows = nli_rows(data / "nli/train_recommended_core.jsonl.gz")
    known = {(row.premise, row.hypothesis) for row in rows}
    wide = nli_rows(data / "nli/train_permissive.jsonl.gz")
    further = [r for r in wide if r.source == "conjnli_auto" and (r.premise, r.hypothesis) not in known]
    return rows + further + [row for row in rows if row.source == "mnli_train_slice"]


def own_rows(passages: Sequence[dict[str, Any]], rng: random.Random) -> list[Row]:
    """Rows of our own pairs and sentences, with generated cases drawn anew at each call."""
    rows = stance_rows(passages) + said_rows(passages) + generated_rows(passages, rng)
    return rows + sentence_rows(rng)


def own(args: argparse.Namespace, tokenizer: Tokenizer, network: StanceNetwork) -> None:
    passages = own_pairs()
    kept = [row for row in passages if not is_held_out(row["id"]) and not is_dev(row["id"])]
    public = public_rows(args.data)
    rng = random.Random(args.seed)
    batches: list[list[Encoded]] = []
    for _ in range(args.epochs):
        # A share of public rows keeps general inference alive.
        rows = own_rows(kept, rng) + rng.sample(public, args.public)
        batches += plan_batches(encode(rows, tokenizer, length=args.length), tokens=args.tokens, rng=rng)
    train(network, batches, evaluations(args, tokenizer), name="own", args=args)


def evaluations(args: argparse.Namespace, tokenizer: Tokenizer) -> dict[str, list[Encoded]]:
    """What the log shows while training runs: dev passages of our own, never the held-out fifth, and public sets."""
    folder = args.data / "nli/dev"
    dev = [row for row in own_pairs() if is_dev(row["id"])]
    mnli = nli_rows(folder / "mnli_dev_matched.jsonl.gz")[:2000]
    fever = nli_rows(folder / "fever_symmetric_dev.jsonl.gz")
    sets = {"own, dev": stance_rows(dev), "said, dev": said_rows(dev), "mnli[:2000]": mnli, "fever-symmetric": fever}
    return {title: encode(rows, tokenizer, length=args.length) for title, rows in sets.items()}


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", choices=["general", "own"])
    parser.add_argument(
        "--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2: config, weights, tokenizer"
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with nli/")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints")
    parser.add_argument("--start", type=Path, help="weights to start from, for the step `own`")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--steps", type=int, help="stop after so many steps, with the learning rate planned for them")
    parser.add_argument(
        "--public", type=int, default=32000, help="rows of public inference in each epoch of the step `own`"
    )
    parser.add_argument("--dropout", type=float, default=0.0, help="in the hidden layers; slows a CPU down")
    parser.add_argument("--freeze", action="store_true", help="leave the word embeddings as they are: a tenth faster")
    parser.add_argument("--tokens", type=int, default=4096, help="tokens a batch, padding included")
    parser.add_argument("--length", type=int, default=128, help="longest pair in tokens")
    parser.add_argument("--peak", type=float, default=1.5e-4, help="highest learning rate")
    parser.add_argument("--warmup", type=float, default=0.06)
    parser.add_argument("--smoothing", type=float, default=0.05)
    parser.add_argument("--average", type=float, default=0.998, help="decay of the moving average of the weights")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--save-every-s", type=float, default=240.0)
    parser.add_argument("--evaluate-every", type=int, default=500, help="steps between evaluations")
    return parser.parse_args(argv)


def main(argv: Sequence[str]) -> None:
    args = arguments(argv)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    network = StanceNetwork(args.base, hidden_dropout=args.dropout).to(args.device)
    if args.start:
        network.load_state_dict(torch.load(args.start, weights_only=True))
    if args.freeze:
        network.bert.embeddings.requires_grad_(False)
    (general if args.step == "general" else own)(args, tokenizer, network)


if __name__ == "__main__":
    main(sys.argv[1:])
