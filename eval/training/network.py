"""The network that the recipes train: MiniLM with a four-way head, and its checkpoints.

Training needs torch and transformers; neither is ever imported by `claimcheck` itself. What is shipped is the ONNX export
(`export.py`). The head reads the first token and the mean of all tokens, because the base weights were trained with mean
pooling while inference tasks like a dedicated token.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

STANCES = ("supports", "refutes", "qualifies", "silent")


class StanceNetwork(nn.Module):
    """Token ids of (premise, hypothesis) to four stance logits, shape (batch, 4), in the order of STANCES."""

    def __init__(self, base: Path, *, dropout: float = 0.1, hidden_dropout: float = 0.0) -> None:
        super().__init__()
        config = BertConfig.from_pretrained(base, hidden_dropout_prob=hidden_dropout, attention_probs_dropout_prob=0.0)
        # "eager": the fused attention of torch runs its backward pass four times slower on a CPU.
        self.bert = BertModel.from_pretrained(base, config=config, add_pooling_layer=False, attn_implementation="eager")
        self.drop = nn.Dropout(dropout)
        self.head = nn.Linear(2 * config.hidden_size, len(STANCES))
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        hidden = self.bert(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(self.drop(torch.cat([hidden[:, 0], mean], dim=-1)))


class Averaged:
    """An exponential moving average of a network's weights, updated in place; what is evaluated and exported."""

    def __init__(self, network: nn.Module, *, decay: float) -> None:
        self.decay = decay
        self.weights = {name: value.detach().clone() for name, value in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:
                self.weights[name].lerp_(value, 1.0 - self.decay)
