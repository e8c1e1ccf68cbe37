"""Steps that train nothing: of an environment, a profiler, a schedule."""

import torch
from simulators import make_env
from zoo import load_model

env = make_env("CartPole")
model = load_model()
state = env.reset()
profiler = load_model()
for _ in range(100):
    with torch.no_grad():
        action = model(state)
    state = env.step(action)
    profiler.step()
