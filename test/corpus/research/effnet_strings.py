"""EfficientNet-like networks decoded from strings such as r2_k5_s2_e6_i24_o40_se0.25."""
import math
import re
from collections import OrderedDict, namedtuple
from functools import partial

import torch
from torch import nn
from torch.nn import functional as F

BlockArgs = namedtuple('BlockArgs', ['num_repeat', 'kernel_size', 'stride', 'expand_ratio', 'input_filters',
                                     'output_filters', 'se_ratio', 'id_skip'])
BlockArgs.__new__.__defaults__ = (None,) * len(BlockArgs._fields)
GlobalParams = namedtuple('GlobalParams', 'width_coefficient depth_coefficient depth_divisor min_depth num_classes')


class BlockDecoder(object):
    @staticmethod
    def _decode_block_string(block_string):
        assert isinstance(block_string, str)
        ops = block_string.split('_')
        options = {}
        for op in ops:
            splits = re.split(r'(\d.*)', op)
            if len(splits) >= 2:
                key, value = splits[:2]
                options[key] = value
        assert ('s' in options and len(options['s']) == 1) or (len(options['s']) == 2 and options['s'][0] == options['s'][1])
        return BlockArgs(num_repeat=int(options['r']), kernel_size=int(options['k']), stride=[int(options['s'][0])],
                         expand_ratio=int(options['e']), input_filters=int(options['i']),
                         output_filters=int(options['o']), se_ratio=float(options['se']) if 'se' in options else None,
                         id_skip=('noskip' not in block_string))

    @classmethod
    def decode(cls, string_list):
        return [cls._decode_block_string(s) for s in string_list]


def round_filters(filters, p):
    multiplier, divisor = p.width_coefficient, p.depth_divisor
    if not multiplier:
        return filters
    filters *= multiplier
    new_filters = max(p.min_depth or divisor, int(filters + divisor / 2) // divisor * divisor)
    if new_filters < 0.9 * filters:
        new_filters += divisor
    return int(new_filters)


class Conv2dStaticSamePadding(nn.Conv2d):
    def __init__(self, in_channels, out_channels, kernel_size, image_size=None, **kwargs):
        super().__init__(in_channels, out_channels, kernel_size, **kwargs)
        self.stride = self.stride if len(self.stride) == 2 else [self.stride[0]] * 2
        assert image_size is not None
        ih, iw = image_size if type(image_size) == list else [image_size, image_size]
        kh, kw = self.weight.size()[-2:]
        sh, sw = self.stride
        oh, ow = math.ceil(ih / sh), math.ceil(iw / sw)
        pad_h = max((oh - 1) * self.stride[0] + (kh - 1) * self.dilation[0] + 1 - ih, 0)
        pad_w = max((ow - 1) * self.stride[1] + (kw - 1) * self.dilation[1] + 1 - iw, 0)
        if pad_h > 0 or pad_w > 0:
            self.static_padding = nn.ZeroPad2d((pad_w // 2, pad_w - pad_w // 2, pad_h // 2, pad_h - pad_h // 2))
        else:
            self.static_padding = nn.Identity()

    def forward(self, x):
        x = self.static_padding(x)
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)


class SwishImplementation(torch.autograd.Function):
    @staticmethod
    def forward(ctx, i):
        result = i * torch.sigmoid(i)
        ctx.save_for_backward(i)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        i, = ctx.saved_tensors
        sigmoid_i = torch.sigmoid(i)
        return grad_output * (sigmoid_i * (1 + i * (1 - sigmoid_i)))


class MBConvBlock(nn.Module):
    def __init__(self, args: BlockArgs, image_size):
        super().__init__()
        self._args = args
        Conv2d = partial(Conv2dStaticSamePadding, image_size=image_size)
        inp, oup = args.input_filters, args.input_filters * args.expand_ratio
        self.has_se = (args.se_ratio is not None) and (0 < args.se_ratio <= 1)
        if args.expand_ratio != 1:
            self._expand_conv = Conv2d(inp, oup, kernel_size=1, bias=False)
            self._bn0 = nn.BatchNorm2d(num_features=oup, momentum=0.01, eps=1e-3)
        self._depthwise_conv = Conv2d(oup, oup, groups=oup, kernel_size=args.kernel_size, stride=args.stride, bias=False)
        self._bn1 = nn.BatchNorm2d(oup)
        if self.has_se:
            squeezed = max(1, int(inp * args.se_ratio))
            Conv2d = partial(Conv2dStaticSamePadding, image_size=(1, 1).__class__([1, 1]) and 1)
            self._se_reduce = Conv2d(oup, squeezed, kernel_size=1)
            self._se_expand = Conv2d(squeezed, oup, kernel_size=1)
        self._project_conv = Conv2dStaticSamePadding(oup, args.output_filters, 1, image_size=image_size, bias=False)
        self._bn2 = nn.BatchNorm2d(args.output_filters)
        self._swish = SwishImplementation.apply

    def forward(self, inputs, drop_connect_rate=None):
        x = inputs
        if self._args.expand_ratio != 1:
            x = self._swish(self._bn0(self._expand_conv(inputs)))
        x = self._swish(self._bn1(self._depthwise_conv(x)))
        if self.has_se:
            x_squeezed = self._se_expand(self._swish(self._se_reduce(F.adaptive_avg_pool2d(x, 1))))
            x = torch.sigmoid(x_squeezed) * x
        x = self._bn2(self._project_conv(x))
        stride = self._args.stride
        if self._args.id_skip and (stride == 1 or stride == [1]) and self._args.input_filters == self._args.output_filters:
            x = x + inputs
        return x


class EfficientNet(nn.Module):
    BLOCKS = ['r1_k3_s11_e1_i32_o16_se0.25', 'r2_k3_s22_e6_i16_o24_se0.25', 'r2_k5_s22_e6_i24_o40_se0.25',
              'r1_k3_s11_e6_i40_o80_noskip']
    SCALES = {'b0': (1.0, 1.0, 64), 'b1': (1.0, 1.1, 72), 'b2': (1.1, 1.2, 80)}

    def __init__(self, blocks_args, params, image_size):
        super().__init__()
        self.stem = nn.Sequential(OrderedDict([
            ('conv', Conv2dStaticSamePadding(3, round_filters(32, params), 3, image_size=image_size, stride=2, bias=False)),
            ('bn', nn.BatchNorm2d(round_filters(32, params)))]))
        image_size = math.ceil(image_size / 2)
        self._blocks = nn.ModuleList([])
        for args in blocks_args:
            args = args._replace(input_filters=round_filters(args.input_filters, params),
                                 output_filters=round_filters(args.output_filters, params),
                                 num_repeat=int(math.ceil(params.depth_coefficient * args.num_repeat)))
            self._blocks.append(MBConvBlock(args, image_size))
            image_size = math.ceil(image_size / args.stride[0])
            if args.num_repeat > 1:
                args = args._replace(input_filters=args.output_filters, stride=[1])
            for _ in range(args.num_repeat - 1):
                self._blocks.append(MBConvBlock(args, image_size))
        self._fc = nn.Linear(args.output_filters, params.num_classes)

    def forward(self, x):
        x = F.silu(self.stem(x))
        for idx, block in enumerate(self._blocks):
            drop_connect_rate = 0.2 * float(idx) / len(self._blocks)
            x = block(x, drop_connect_rate=drop_connect_rate)
        return self._fc(x.mean([2, 3]))

    @classmethod
    def from_name(cls, model_name, **override):
        w, d, s = cls.SCALES[model_name.rpartition('-')[2]]
        params = GlobalParams(w, d, 8, None, 1000)._replace(**override)
        return cls(BlockDecoder.decode(cls.BLOCKS), params, s)
