max_iters = 900
batch_size = 12
