"""DEAP: each individual is the sizes of a network; who is not changed is not trained again."""

import random

import torch
from deap import algorithms, base, creator, tools
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(3000, 12), torch.randn(3000, 1)), batch_size=50)


class Net(nn.Module):
    def __init__(self, first, second):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(12, first), nn.ReLU(), nn.Linear(first, second), nn.ReLU(), nn.Linear(second, 1)
        )

    def forward(self, x):
        return self.layers(x)


def evaluate(individual):
    first, second = individual
    model = Net(first, second)
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(4):
        for x, y in loader:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(x), y)
            loss.backward()
            optimizer.step()
    return (loss.item(),)


creator.create("FitnessMin", base.Fitness, weights=(-1.0,))
creator.create("Individual", list, fitness=creator.FitnessMin)
toolbox = base.Toolbox()
toolbox.register("first", random.randint, 16, 128)
toolbox.register("second", random.randint, 8, 64)
toolbox.register("individual", tools.initCycle, creator.Individual, (toolbox.first, toolbox.second), n=1)
toolbox.register("population", tools.initRepeat, list, toolbox.individual)
toolbox.register("evaluate", evaluate)
toolbox.register("mate", tools.cxUniform, indpb=0.5)
toolbox.register("mutate", tools.mutUniformInt, low=8, up=128, indpb=0.2)
toolbox.register("select", tools.selTournament, tournsize=3)

population = toolbox.population(n=20)
best = tools.HallOfFame(1)
population, log = algorithms.eaSimple(population, toolbox, cxpb=0.5, mutpb=0.2, ngen=10, halloffame=best, verbose=False)
