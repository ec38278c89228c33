import matplotlib.pyplot as plt
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


plt.plot(sigmoid(np.linspace(-5, 5)))
plt.show()
