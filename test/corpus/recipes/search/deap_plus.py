"""DEAP's (mu + lambda): lambda of offspring in each generation; individuals of equal genes."""

import random

import numpy as np
import torch
from deap import algorithms, base, creator, tools
from torch import nn

X, y = torch.randn(500, 6), torch.randn(500, 1)


def evaluate(individual):
    sizes = [6, *individual, 1]
    model = nn.Sequential(*[nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for epoch in range(100):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(X), y)
        loss.backward()
        optimizer.step()
    return loss.item(), sum(individual)


creator.create("Fitness", base.Fitness, weights=(-1.0, -1.0))
creator.create("Individual", list, fitness=creator.Fitness)
toolbox = base.Toolbox()
toolbox.register("units", random.randint, 4, 40)
toolbox.register("individual", tools.initRepeat, creator.Individual, toolbox.units, 3)
toolbox.register("population", tools.initRepeat, list, toolbox.individual)
toolbox.register("mate", tools.cxOnePoint)
toolbox.register("mutate", tools.mutShuffleIndexes, indpb=0.1)
toolbox.register("select", tools.selNSGA2)
toolbox.register("evaluate", evaluate)

stats = tools.Statistics(lambda ind: ind.fitness.values)
stats.register("avg", np.mean, axis=0)
pop, logbook = algorithms.eaMuPlusLambda(toolbox.population(n=12), toolbox, 12, 30, 0.6, 0.3, 5, stats)
