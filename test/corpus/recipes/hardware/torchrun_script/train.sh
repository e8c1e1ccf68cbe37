#!/bin/bash
export NCCL_DEBUG=WARN
GPUS_PER_NODE=${GPUS_PER_NODE:-4}

torchrun \
  --nnodes=2 \
  --nproc_per_node=$GPUS_PER_NODE \
  --rdzv_backend=c10d \
  main.py
torchrun --nproc_per_node=2 evaluate.py
