"""Times a Keras model's twin in PyTorch: torch_peer.py MODE MODEL TASK BATCH STEPS.

MODE is eager, compile or bf16 (eager with autocast), TASK train or predict. The network has the channels-last layout,
PyTorch's fastest on CPUs.
"""

import os
import sys
import time

start = time.perf_counter()
mode, path, task, batch, steps = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])

import torch
from torch.nn import functional

from measurement import report
from torch_twin import load_twin

torch.set_num_threads(os.cpu_count())
net, shape = load_twin(path)
net = net.to(memory_format=torch.channels_last)
x = torch.randn(batch, *shape).permute(0, 3, 1, 2)


def forward(x):
    with torch.autocast("cpu", torch.bfloat16, enabled=mode == "bf16"):
        return net(x).float()


if mode == "compile":
    if task == "predict":
        import torch._inductor.config

        torch._inductor.config.freezing = True
    forward = torch.compile(forward)

if task == "train":
    net.train()
    optimizer = torch.optim.Adam(net.parameters(), fused=True)
    y = torch.randint(0, 10, (batch,))

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(forward(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()
else:
    net.eval()

    def step():
        with torch.no_grad():
            return functional.softmax(forward(x), -1).sum().item()


report(start, step, steps)
