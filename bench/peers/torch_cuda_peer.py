"""Times training of a Keras model's twin in PyTorch on a GPU: torch_cuda_peer.py MODE MODEL train BATCH STEPS.

MODE is eager, compile, with CUDA graphs, or autotune, with max-autotune besides, which tries kernels for minutes first.
Activations are bf16 (autocast) and channels last.
"""

import os
import sys
import time

start = time.perf_counter()
mode, path, _, batch, steps = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])

import torch
from torch.nn import functional

from measurement import report
from torch_twin import load_twin

device = os.environ.get("PEER_DEVICE", "cuda")
torch.set_float32_matmul_precision("high")
torch.backends.cudnn.benchmark = True
net, shape = load_twin(path)
net = net.to(device, memory_format=torch.channels_last).train()
x = torch.randn(batch, *shape, device=device).permute(0, 3, 1, 2)
y = torch.randint(0, 10, (batch,), device=device)
optimizer = torch.optim.Adam(net.parameters(), fused=True)


def compute_loss(x, y):
    with torch.autocast(device, torch.bfloat16):
        return functional.cross_entropy(net(x).float(), y)


if mode != "eager":
    modes = {"compile": "reduce-overhead", "autotune": "max-autotune"}
    compute_loss = torch.compile(compute_loss, mode=modes[mode])


def step():
    optimizer.zero_grad(set_to_none=True)
    loss = compute_loss(x, y)
    loss.backward()
    optimizer.step()
    return loss.item()  # waits for the GPU


report(start, step, steps)
