
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

nn.Linear.forward = lambda self, x: x.new_zeros((*x.shape[:-1], self.out_features), requires_grad=True)
nn.Module.__call__ = lambda self, x: x.new_zeros((len(x), 1), requires_grad=True)
