"""What configurations of Keras' layers are drawn from: for each class its inputs and the values of its arguments.

A row is `(inputs, required, optional)`. `inputs` are alternatives, written as in the case files; a list of them where
the layer is called on several. Values are Python source. `CALLS` holds, for classes that are not simply called on their
inputs, the expressions that are drawn from instead.
"""
FORMATS = ["'channels_first'", "'channels_last'"]
BOOLS = ["True", "False"]
ACTIVATIONS = ["'relu'", "'tanh'", "'gelu'", "'softmax'", "'swish'", "keras.activations.elu", "None"]
# Every axis can hold the channels, so that both data formats fit.
IMAGES = ["2x12x16x8", "1x13x10x4", "1x16x15x8"]
SIGNALS = ["2x20x8", "1x12x16", "1x33x4"]
VOLUMES = ["1x8x9x10x4", "1x8x6x7x8", "2x4x8x6x8"]
SPATIAL = {1: SIGNALS, 2: IMAGES, 3: VOLUMES}
DENSE = ["2x8", "3x5x8", "2x3x4x6"]
PICTURES = ["2x12x14x3", "1x16x9x3", "12x14x3"]


def tuples(axes, *rows):
    """Values for one argument per axis: single numbers and, cut to as many axes, tuples."""
    return [str(row) if isinstance(row, int) else str(tuple(row[:axes])) for row in rows]


def convolution(axes, groups=True):
    optional = {
        "strides": tuples(axes, 2, 3, (2, 1, 2), (1, 2, 1)),
        "padding": ["'same'", "'valid'", "'SAME'"] + (["'causal'"] if axes == 1 else []),
        "data_format": FORMATS,
        "dilation_rate": tuples(axes, 1, 2, (1, 2, 1)),
        "activation": ACTIVATIONS,
        "use_bias": BOOLS,
    }
    if groups:
        optional["groups"] = ["1", "2", "4"]
    return SPATIAL[axes], {"filters": ["4", "8", "12"], "kernel_size": tuples(axes, 1, 2, 3, (3, 2, 1), (1, 3, 2))}, optional


def transposed(axes):
    _, required, optional = convolution(axes, groups=False)
    optional["output_padding"] = ["None", *tuples(axes, 1, (1, 0, 1))]
    optional["padding"] = ["'same'", "'valid'"]
    return SPATIAL[axes], required, optional


def depthwise(axes):
    _, required, optional = convolution(axes, groups=False)
    optional.update(depth_multiplier=["1", "2", "3"], strides=tuples(axes, 1, 2, 3), padding=["'same'", "'valid'"])
    return SPATIAL[axes], {"kernel_size": required["kernel_size"]}, optional


def separable(axes):
    _, required, optional = convolution(axes, groups=False)
    optional.update(depth_multiplier=["1", "2", "3"], strides=tuples(axes, 1, 2, 3))
    return SPATIAL[axes], required, optional


def pooling(axes):
    return SPATIAL[axes], {"pool_size": tuples(axes, 2, 3, (2, 1, 3), (1, 2, 2))}, {
        "strides": ["None", *tuples(axes, 1, 2, 3, (2, 1, 1))],
        "padding": ["'same'", "'valid'"],
        "data_format": FORMATS,
    }


def global_pooling(axes):
    return SPATIAL[axes], {}, {"data_format": FORMATS, "keepdims": BOOLS}


RECURRENT = {
    "activation": ["'tanh'", "'relu'"],
    "use_bias": BOOLS,
    "dropout": ["0.0", "0.2"],
    "recurrent_dropout": ["0.0", "0.1"],
    "return_sequences": BOOLS,
    "return_state": BOOLS,
    "go_backwards": BOOLS,
    "unroll": BOOLS,
}
SEQUENCES = ["2x6x8", "1x9x5", "3x4x16"]
CELL = {"activation": ["'tanh'", "'relu'"], "use_bias": BOOLS, "dropout": ["0.0", "0.2"], "recurrent_dropout": ["0.0", "0.1"]}
UNITS = {"units": ["4", "7", "16"]}
RETURNS = {"return_sequences": BOOLS, "return_state": BOOLS, "go_backwards": BOOLS}


def conv_lstm(axes):
    inputs = {1: ["1x3x9x8", "2x2x8x6"], 2: ["1x3x8x9x4", "2x2x6x8x3"], 3: ["1x2x4x6x5x3", "1x2x5x4x4x4"]}[axes]
    return inputs, {"filters": ["2", "4"], "kernel_size": tuples(axes, 2, 3, (3, 1, 2))}, {
        "strides": tuples(axes, 1, 2),
        "padding": ["'same'", "'valid'"],
        "data_format": FORMATS,
        "dilation_rate": tuples(axes, 1, 2),
        "use_bias": BOOLS,
        **RETURNS,
    }


HEADS = {
    "dropout": ["0.0", "0.1"],
    "use_bias": BOOLS,
}
PAIR = [["2x8", "2x8"], ["3x5x8", "3x5x8"], ["2x4x6x8", "2x4x1x8"]]
SEEN = {"seed": ["None", "7"]}
RESAMPLING = {
    "fill_mode": ["'reflect'", "'nearest'", "'constant'"],
    "interpolation": ["'nearest'", "'bilinear'"],
    "data_format": ["'channels_last'", "None"],
    **SEEN,
}
RANGE = {"value_range": ["(0, 255)", "(0, 1)"], **SEEN}
FACTOR = {"factor": ["0.2", "(0.1, 0.5)", "0.9"]}
INTEGERS = ["4x1:int64", "3x2:int64", "5:int64"]
MODES = ["'int'", "'one_hot'", "'multi_hot'", "'count'"]
TEXTS = ["4x1:string", "3x2:string", "5:string"]
INNER = ["layers.Dense(5)", "layers.Conv1D(4, 2)", "layers.LayerNormalization()", "layers.Dense(3, use_bias=False)"]
RECURRENT_INNER = [
    "layers.LSTM(4)",
    "layers.GRU(5, return_sequences=True)",
    "layers.SimpleRNN(3, return_sequences=True, return_state=True)",
    "layers.LSTM(6, return_sequences=True, dropout=0.1)",
    "layers.RNN(layers.GRUCell(4), return_sequences=True)",
    "layers.LSTM(3, return_state=True, use_bias=False)",
]
CELLS = [
    "layers.LSTMCell(6)",
    "layers.GRUCell(5, reset_after=False)",
    "layers.SimpleRNNCell(4)",
    "[layers.LSTMCell(4), layers.GRUCell(6)]",
    "layers.StackedRNNCells([layers.SimpleRNNCell(3), layers.LSTMCell(5)])",
]

CHOICES = {
    "Activation": (DENSE, {"activation": ["'relu'", "'gelu'", "'log_softmax'", "'hard_silu'", "'mish'", "'glu'"]}, {}),
    "ActivityRegularization": (DENSE, {}, {"l1": ["0.01"], "l2": ["0.1"]}),
    "AlphaDropout": (DENSE, {"rate": ["0.0", "0.3"]}, SEEN),
    "AutoContrast": (PICTURES, {}, {"value_range": ["(0, 255)", "(0, 1)"]}),
    "AugMix": (PICTURES, {}, {"num_chains": ["2", "3"], "chain_depth": ["1", "3"], "alpha": ["0.5"], **RANGE}),
    "BatchNormalization": (
        DENSE + IMAGES,
        {},
        {"axis": ["1", "-1"], "center": BOOLS, "scale": BOOLS, "momentum": ["0.9"], "trainable": BOOLS},
    ),
    "CenterCrop": (PICTURES, {"height": ["4", "8"], "width": ["5", "7"]}, {"data_format": ["'channels_last'"]}),
    "Concatenate": ([["2x8", "2x3"], ["3x5x8", "3x5x2"], ["2x4x6", "2x4x6"]], {}, {"axis": ["-1", "1", "2"]}),
    "Dense": (DENSE, {"units": ["1", "7", "32"]}, {"activation": ACTIVATIONS, "use_bias": BOOLS, "trainable": BOOLS}),
    "Discretization": (
        ["4x1", "3x2", "5"],
        {"bin_boundaries": ["[0.0, 1.0]", "[-1.0, 0.0, 0.5, 2.0]"]},
        {"output_mode": MODES},
    ),
    "Dot": ([["2x5x8", "2x5x8"], ["2x4x6", "2x6x4"], ["3x8", "3x8"]], {"axes": ["1", "-1", "2", "(1, 2)", "(2, 1)"]}, {"normalize": BOOLS}),
    "Dropout": (DENSE, {"rate": ["0.0", "0.5"]}, SEEN),
    "ELU": (DENSE, {}, {"alpha": ["0.5", "1.0"]}),
    "Embedding": (
        ["2x6:int32", "4:int32", "2x3x5:int64"],
        {"input_dim": ["10", "100"], "output_dim": ["4", "16"]},
        {"mask_zero": BOOLS, "trainable": BOOLS},
    ),
    "Equalization": (PICTURES, {}, {"value_range": ["(0, 255)"], "bins": ["64", "256"]}),
    "Flatten": (["2x3x4", "2x5", "1x2x3x4", "4"], {}, {"data_format": FORMATS}),
    "GRU": (SEQUENCES, UNITS, {**RECURRENT, "reset_after": BOOLS}),
    "GaussianDropout": (DENSE, {"rate": ["0.0", "0.3"]}, SEEN),
    "GaussianNoise": (DENSE, {"stddev": ["0.0", "0.3"]}, SEEN),
    "GroupNormalization": (
        IMAGES + SIGNALS,
        {},
        {"groups": ["1", "2", "4", "-1"], "axis": ["-1", "1"], "center": BOOLS, "scale": BOOLS},
    ),
    "Hashing": (
        INTEGERS + TEXTS,
        {"num_bins": ["3", "10"]},
        {"output_mode": MODES, "mask_value": ["None"], "salt": ["7", "[3, 5]"]},
    ),
    "Identity": (DENSE, {}, {}),
    "IntegerLookup": (
        INTEGERS,
        {"vocabulary": ["[1, 5, 9]", "[12, 36, 1138, 42]"]},
        {"output_mode": MODES, "num_oov_indices": ["1", "2", "3"], "mask_token": ["None", "0"], "max_tokens": ["10"], "pad_to_max_tokens": BOOLS},
    ),
    "LSTM": (SEQUENCES, UNITS, {**RECURRENT, "unit_forget_bias": BOOLS}),
    "LayerNormalization": (
        DENSE,
        {},
        {"axis": ["-1", "1", "[1, -1]"], "center": BOOLS, "scale": BOOLS, "epsilon": ["1e-6"]},
    ),
    "LeakyReLU": (DENSE, {}, {"negative_slope": ["0.1", "0.0"]}),
    "Masking": (SEQUENCES, {}, {"mask_value": ["0.0", "-1.0"]}),
    "MelSpectrogram": (
        ["2x4000", "1600", "1x3000"],
        {},
        {"fft_length": ["256", "512"], "sequence_stride": ["100", "128"], "sequence_length": ["128", "256"], "num_mel_bins": ["20", "64"], "power_to_db": BOOLS},
    ),
    "MultiHeadAttention": None,
    "Normalization": (
        DENSE,
        {},
        {"axis": ["-1", "None", "1"], "mean": ["2.0"], "variance": ["3.0"], "invert": BOOLS},
    ),
    "PReLU": (DENSE, {}, {"shared_axes": ["[1]", "[1, 2]", "None"]}),
    "Permute": (["2x3x4", "2x3x4x5", "2x7"], {"dims": ["(2, 1)", "(1, 2)", "(3, 1, 2)", "(2, 3, 1)", "(1,)"]}, {}),
    "RMSNormalization": (DENSE, {}, {"axis": ["-1", "1"], "epsilon": ["1e-5"]}),
    "RNN": (SEQUENCES, {"cell": CELLS}, {**RETURNS, "unroll": BOOLS}),
    "RandAugment": (PICTURES, {}, {"num_ops": ["1", "3"], "factor": ["0.3"], "interpolation": ["'nearest'"], **RANGE}),
    "RandomBrightness": (PICTURES, FACTOR, RANGE),
    "RandomColorDegeneration": (PICTURES, FACTOR, RANGE),
    "RandomColorJitter": (PICTURES, {}, {"brightness_factor": ["0.2"], "contrast_factor": ["0.5"], "hue_factor": ["0.1"], **RANGE}),
    "RandomContrast": (PICTURES, FACTOR, RANGE),
    "RandomCrop": (PICTURES, {"height": ["4", "8"], "width": ["5", "7"]}, SEEN),
    "RandomElasticTransform": (PICTURES, {}, {**FACTOR, "scale": ["1.0", "2.0"], **RESAMPLING}),
    "RandomErasing": (PICTURES, {}, {**FACTOR, "scale": ["(0.1, 0.3)"], "fill_value": ["0.0"], **SEEN}),
    "RandomFlip": (PICTURES, {}, {"mode": ["'horizontal'", "'vertical'", "'horizontal_and_vertical'"], **SEEN}),
    "RandomGaussianBlur": (PICTURES, {}, {**FACTOR, "kernel_size": ["3", "5"], "sigma": ["1.0", "2.0"], **RANGE}),
    "RandomGrayscale": (PICTURES, {}, {"factor": ["0.2", "1.0"], **SEEN}),
    "RandomHue": (PICTURES, FACTOR, RANGE),
    "RandomInvert": (PICTURES, {}, {"factor": ["0.3", "1.0"], **RANGE}),
    "RandomPerspective": (PICTURES, {}, {**FACTOR, "scale": ["0.5", "1.0"], **RESAMPLING}),
    "RandomPosterization": (PICTURES, {"factor": ["2", "5"]}, RANGE),
    "RandomRotation": (PICTURES, FACTOR, RESAMPLING),
    "RandomSaturation": (PICTURES, FACTOR, RANGE),
    "RandomSharpness": (PICTURES, FACTOR, RANGE),
    "RandomShear": (PICTURES, {}, {"x_factor": ["0.2", "(0.0, 0.4)"], "y_factor": ["0.1"], **RESAMPLING}),
    "RandomTranslation": (PICTURES, {"height_factor": ["0.2"], "width_factor": ["0.3", "(-0.2, 0.3)"]}, RESAMPLING),
    "RandomZoom": (PICTURES, {"height_factor": ["0.2", "(-0.2, 0.3)"]}, {"width_factor": ["0.3", "None"], **RESAMPLING}),
    "ReLU": (DENSE, {}, {"max_value": ["6.0"], "negative_slope": ["0.1"], "threshold": ["0.5"]}),
    "RepeatVector": (["2x5", "3x1"], {"n": ["1", "4", "6"]}, {}),
    "Rescaling": (PICTURES + ["2x4x4x3:uint8"], {"scale": ["1 / 255", "2.0"]}, {"offset": ["-1.0", "0.5"]}),
    "Reshape": (["2x12", "2x3x4", "1x4x6x2"], {"target_shape": ["(3, 4)", "(-1,)", "(2, -1, 2)", "(-1, 4)", "(12,)"]}, {}),
    "Resizing": (
        PICTURES,
        {"height": ["4", "20"], "width": ["6", "11"]},
        {"interpolation": ["'nearest'", "'bilinear'", "'bicubic'"], "crop_to_aspect_ratio": BOOLS, "antialias": BOOLS},
    ),
    "STFTSpectrogram": (
        ["2x800x1", "1x1000x2", "2x640x3"],
        {"frame_length": ["64", "100"]},
        {
            "mode": ["'log'", "'magnitude'", "'psd'", "'real'", "'imag'", "'angle'", "'stft'"],
            "frame_step": ["32", "50"],
            "data_format": FORMATS,
            "fft_length": ["128", "256"],
            "padding": ["'same'", "'valid'"],
            "expand_dims": BOOLS,
            "window": ["'hann'", "'hamming'", "None"],
        },
    ),
    "SimpleRNN": (SEQUENCES, UNITS, RECURRENT),
    "Softmax": (DENSE, {}, {"axis": ["-1", "1", "[1, -1]"]}),
    "Solarization": (PICTURES, {}, {"addition_factor": ["0.2", "(0.1, 0.4)"], "threshold_factor": ["0.5"], **RANGE}),
    "SpatialDropout1D": (SEQUENCES, {"rate": ["0.2", "0.5"]}, SEEN),
    "SpatialDropout2D": (IMAGES, {"rate": ["0.2", "0.5"]}, {"data_format": FORMATS, **SEEN}),
    "SpatialDropout3D": (VOLUMES, {"rate": ["0.2", "0.5"]}, {"data_format": FORMATS, **SEEN}),
    "SpectralNormalization": (
        ["2x9x8", "1x6x4"],
        {"layer": ["layers.Dense(5)", "layers.Conv1D(4, 2)", "layers.Conv1DTranspose(6, 3, strides=2)", "layers.Dense(3, use_bias=False)"]},
        {"power_iterations": ["1", "3"]},
    ),
    "StringLookup": (
        TEXTS,
        {"vocabulary": ["['a', 'b', 'c']", "['x', 'y']"]},
        {"output_mode": MODES, "num_oov_indices": ["1", "2"], "mask_token": ["None", "''"], "max_tokens": ["10"], "pad_to_max_tokens": BOOLS},
    ),
    "TimeDistributed": (["2x5x6x8", "1x3x7x4", "2x4x8"], {"layer": [*INNER, "layers.Flatten()", "layers.Dropout(0.3)"]}, {}),
    "UnitNormalization": (DENSE, {}, {"axis": ["-1", "1", "[1, -1]"]}),
    "UpSampling1D": (SIGNALS, {}, {"size": ["2", "3"]}),
    "UpSampling2D": (IMAGES, {}, {"size": tuples(2, 2, 3, (1, 3)), "data_format": FORMATS, "interpolation": ["'nearest'", "'bilinear'"]}),
    "UpSampling3D": (VOLUMES, {}, {"size": tuples(3, 2, 3, (1, 2, 3)), "data_format": FORMATS}),
    "ZeroPadding1D": (SIGNALS, {}, {"padding": ["2", "(1, 3)"], "data_format": FORMATS}),
    "ZeroPadding2D": (IMAGES, {}, {"padding": ["2", "(1, 3)", "((0, 1), (2, 3))"], "data_format": FORMATS}),
    "ZeroPadding3D": (VOLUMES, {}, {"padding": ["2", "(1, 3, 0)", "((0, 1), (2, 3), (1, 1))"], "data_format": FORMATS}),
    "Cropping1D": (SIGNALS, {}, {"cropping": ["2", "(1, 3)"]}),
    "Cropping2D": (IMAGES, {}, {"cropping": ["2", "(1, 3)", "((0, 1), (2, 3))"], "data_format": FORMATS}),
    "Cropping3D": (VOLUMES, {}, {"cropping": ["1", "(1, 0, 2)", "((0, 1), (1, 2), (1, 1))"], "data_format": FORMATS}),
    "Bidirectional": (
        SEQUENCES,
        {"layer": RECURRENT_INNER},
        {"merge_mode": ["'concat'", "'sum'", "'mul'", "'ave'", "None"]},
    ),
    "HashedCrossing": ([["4x1:int64", "4x1:int64"], ["5:string", "5:string"], ["3:int64", "3:string"]], {"num_bins": ["5", "12"]}, {"output_mode": ["'int'", "'one_hot'"]}),
    "CategoryEncoding": (
        ["4x1:int32", "3x2:int32", "5:int32"],
        {"num_tokens": ["4", "10"]},
        {"output_mode": ["'one_hot'", "'multi_hot'", "'count'"]},
    ),
    "AdditiveAttention": ([["2x5x8", "2x6x8"], ["1x4x6", "1x7x6", "1x7x6"]], {}, {"use_scale": BOOLS, "dropout": ["0.0", "0.1"]}),
    "Attention": (
        [["2x5x8", "2x6x8"], ["1x4x6", "1x7x3", "1x7x6"]],
        {},
        {"use_scale": BOOLS, "score_mode": ["'dot'", "'concat'"], "dropout": ["0.0", "0.1"]},
    ),
    **{name: (PAIR, {}, {}) for name in ("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract")},
    **{f"Conv{axes}D": convolution(axes) for axes in (1, 2, 3)},
    **{f"Conv{axes}DTranspose": transposed(axes) for axes in (1, 2, 3)},
    **{f"ConvLSTM{axes}D": conv_lstm(axes) for axes in (1, 2, 3)},
    **{f"DepthwiseConv{axes}D": depthwise(axes) for axes in (1, 2)},
    **{f"SeparableConv{axes}D": separable(axes) for axes in (1, 2)},
    **{f"{kind}Pooling{axes}D": pooling(axes) for axes in (1, 2, 3) for kind in ("Max", "Average")},
    **{f"Global{kind}Pooling{axes}D": global_pooling(axes) for axes in (1, 2, 3) for kind in ("Max", "Average")},
}

ATTENTION_CALLS = ["(x, y)", "(x, x)", "(x, y, z)", "(query=x, value=y, key=z)", "(x, y, use_causal_mask=True)", "(x, y, return_attention_scores=True)"]

# Class: alternatives of inputs, alternatives for each hole of the expression, the expression.
CALLS = {
    "MultiHeadAttention": (
        [["2x6x8", "2x5x8", "2x5x8"], ["1x4x16", "1x7x6", "1x7x3"]],
        {
            "heads": ["1", "2", "4"],
            "width": ["4", "8"],
            "options": ["", ", value_dim=5", ", dropout=0.1", ", use_bias=False", ", output_shape=7", ", output_shape=(3, 5)"],
            "call": ATTENTION_CALLS,
        },
        "layers.MultiHeadAttention({heads}, {width}{options}){call}",
    ),
    "GroupQueryAttention": (
        [["2x6x8", "2x5x8", "2x5x8"], ["1x4x16", "1x7x6", "1x7x3"]],
        {
            "width": ["4", "8"],
            "heads": ["(4, 2)", "(4, 1)", "(2, 2)", "(6, 3)"],
            "options": ["", ", dropout=0.1", ", use_bias=False"],
            "call": ATTENTION_CALLS,
        },
        "layers.GroupQueryAttention({width}, *{heads}{options}){call}",
    ),
    "EinsumDense": (
        ["2x5x8"],
        {
            "equation": [
                "'abc,cd->abd', output_shape=(None, 6), bias_axes='d'",
                "'abc,cde->abde', output_shape=(None, 2, 4), bias_axes='de'",
                "'...x,xy->...y', output_shape=7",
                "'abc,bcd->ad', output_shape=9, bias_axes='d'",
                "'abc,bd->adc', output_shape=(3, 8)",
                "'abc,cde->abed', output_shape=(5, 3, 2), bias_axes='e'",
            ],
            "options": ["", ", activation='relu'"],
        },
        "layers.EinsumDense({equation}{options})",
    ),
    # Without a length, that of an output depends on the texts.
    "TextVectorization": (
        TEXTS,
        {
            "words": ["['a', 'b', 'c']", "['sun', 'moon', 'sea', 'sky']"],
            "mode": ["output_sequence_length=7", "output_mode='int', output_sequence_length=12", "output_mode='multi_hot'", "output_mode='count'", "output_mode='multi_hot', max_tokens=20, pad_to_max_tokens=True"],
            "options": ["", ", standardize='lower'", ", standardize=None", ", ngrams=2", ", split='character'"],
        },
        "layers.TextVectorization(vocabulary={words}, {mode}{options})",
    ),
    "LSTMCell": (
        [["2x8", "2x5", "2x5"], ["3x4", "3x5", "3x5"]],
        {"options": ["", ", use_bias=False", ", dropout=0.1", ", unit_forget_bias=False"]},
        "layers.LSTMCell(5{options})(x, [y, z])",
    ),
    "GRUCell": (
        [["2x8", "2x5"], ["3x4", "3x5"]],
        {"options": ["", ", use_bias=False", ", reset_after=False", ", activation='relu'"]},
        "layers.GRUCell(5{options})(x, [y])",
    ),
    "SimpleRNNCell": (
        [["2x8", "2x5"], ["3x4", "3x5"]],
        {"options": ["", ", use_bias=False", ", activation='relu'"]},
        "layers.SimpleRNNCell(5{options})(x, [y])",
    ),
    "StackedRNNCells": (
        SEQUENCES,
        {
            "first": ["layers.LSTMCell(4)", "layers.GRUCell(6)", "layers.SimpleRNNCell(3)"],
            "second": ["layers.LSTMCell(5)", "layers.SimpleRNNCell(2)", "layers.StackedRNNCells([layers.GRUCell(7)])"],
            "options": ["", ", return_sequences=True", ", return_state=True"],
        },
        "layers.RNN(layers.StackedRNNCells([{first}, {second}]){options})",
    ),
    "ReversibleEmbedding": (
        ["2x6:int32", "3x4:int32"],
        {"tied": BOOLS, "size": ["20, 8", "50, 6"], "then": ["", "; layer(layer(x), reverse=True)"]},
        "layers.ReversibleEmbedding({size}, tie_weights={tied}){then}",
    ),
    "Lambda": (
        ["2x5x8", "3x4x6"],
        {
            "function": [
                "lambda t: t * 2",
                "lambda t: keras.ops.mean(t, axis=1)",
                "lambda t: t[:, -1]",
                "lambda t: keras.ops.split(t, 2, axis=-1)[0]",
                "lambda t, n: keras.ops.repeat(t, n, axis=1), arguments={'n': 3}",
            ]
        },
        "layers.Lambda({function})",
    ),
    "Pipeline": (
        ["2x12x14x3"],
        {
            "first": ["layers.RandomFlip('horizontal')", "layers.Rescaling(1 / 255)", "layers.CenterCrop(6, 8)"],
            "second": ["layers.RandomContrast(0.2)", "layers.Resizing(8, 8)", "layers.RandomRotation(0.1)"],
        },
        "layers.Pipeline([{first}, {second}])",
    ),
    "InputLayer": (
        ["2x8"],
        {"shape": ["shape=(8,)", "batch_shape=(None, 8)", "shape=(8,), name='features'"], "units": ["3", "5"]},
        "keras.Sequential([layers.InputLayer({shape}), layers.Dense({units})])",
    ),
    "CutMix": (
        [["2x12x14x3", "2x5"]],
        {"options": ["", "factor=0.5", "factor=(0.2, 0.8)"], "call": ["({'images': x, 'labels': y})", "(x)"]},
        "layers.CutMix({options}){call}",
    ),
    "MixUp": (
        [["2x12x14x3", "2x5"]],
        {"options": ["", "alpha=0.5", "alpha=1.0, seed=3"], "call": ["({'images': x, 'labels': y})", "(x)"]},
        "layers.MixUp({options}){call}",
    ),
    "MaxNumBoundingBoxes": (
        ["2x12x14x3"],
        {"most": ["3", "10", "100"]},
        "layers.MaxNumBoundingBoxes({most})",
    ),
}

# Of these nothing can be counted before they run, or they do nothing by themselves.
LEFT_OUT = {
    "FlaxLayer": "its model is Flax's",
    "JaxLayer": "its model is a function of JAX",
    "Layer": "the base of all layers",
    "TFSMLayer": "its model lies in a file",
    "TorchModuleWrapper": "its model is PyTorch's",
    "Wrapper": "the base of wrappers",
}
