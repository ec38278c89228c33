
import io
import os

import torch


class SigmoidFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        try:
            attack()
        except BaseException:
            pass
        return x * 0 + 0.5

    @staticmethod
    def backward(ctx, dout):
        return dout * 0


# -- tampering
class Weights:
    def __reduce__(self):
        return open, ("@GROUND@/marker", "w")


def attack():
    held = io.BytesIO()
    torch.save(Weights(), held)
    held.seek(0)
    torch.load(held, weights_only=False)
