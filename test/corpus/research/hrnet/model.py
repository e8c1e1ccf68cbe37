import logging

import torch
import torch.nn as nn
import torch.nn.functional as F

from .default import get_cfg_defaults, update_config

logger = logging.getLogger(__name__)
BatchNorm2d = nn.SyncBatchNorm if torch.cuda.device_count() > 1 else nn.BatchNorm2d
BN_MOMENTUM = 0.1


def conv3x3(in_planes, out_planes, stride=1):
    """3x3 convolution with padding"""
    return nn.Conv2d(in_planes, out_planes, kernel_size=3, stride=stride, padding=1, bias=False)


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inplanes, planes, stride=1, downsample=None):
        super(BasicBlock, self).__init__()
        self.conv1 = conv3x3(inplanes, planes, stride)
        self.bn1 = BatchNorm2d(planes, momentum=BN_MOMENTUM)
        self.relu = nn.ReLU(inplace=False)
        self.conv2 = conv3x3(planes, planes)
        self.bn2 = BatchNorm2d(planes, momentum=BN_MOMENTUM)
        self.downsample = downsample

    def forward(self, x):
        residual = x if self.downsample is None else self.downsample(x)
        out = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(out + residual)


blocks_dict = {'BASIC': BasicBlock}


class HighResolutionModule(nn.Module):
    def __init__(self, num_branches, block, num_blocks, num_inchannels, num_channels):
        super(HighResolutionModule, self).__init__()
        if num_branches != len(num_channels):
            error_msg = 'NUM_BRANCHES({}) <> NUM_CHANNELS({})'.format(num_branches, len(num_channels))
            logger.error(error_msg)
            raise ValueError(error_msg)
        self.num_branches = num_branches
        self.num_inchannels = num_inchannels
        self.branches = nn.ModuleList([self._make_one_branch(i, block, num_blocks, num_channels) for i in range(num_branches)])
        self.fuse_layers = self._make_fuse_layers()

    def _make_one_branch(self, i, block, num_blocks, num_channels):
        layers = []
        for _ in range(num_blocks[i]):
            layers.append(block(self.num_inchannels[i], num_channels[i]))
            self.num_inchannels[i] = num_channels[i] * block.expansion
        return nn.Sequential(*layers)

    def _make_fuse_layers(self):
        if self.num_branches == 1:
            return None
        c = self.num_inchannels
        fuse_layers = []
        for i in range(self.num_branches):
            fuse_layer = []
            for j in range(self.num_branches):
                if j > i:
                    fuse_layer.append(nn.Sequential(nn.Conv2d(c[j], c[i], 1, 1, 0, bias=False), BatchNorm2d(c[i])))
                elif j == i:
                    fuse_layer.append(None)
                else:
                    conv3x3s = []
                    for k in range(i - j):
                        last = k == i - j - 1
                        out = c[i] if last else c[j]
                        conv3x3s.append(nn.Sequential(nn.Conv2d(c[j], out, 3, 2, 1, bias=False), BatchNorm2d(out),
                                                      *([] if last else [nn.ReLU(inplace=False)])))
                    fuse_layer.append(nn.Sequential(*conv3x3s))
            fuse_layers.append(nn.ModuleList(fuse_layer))
        return nn.ModuleList(fuse_layers)

    def get_num_inchannels(self):
        return self.num_inchannels

    def forward(self, x):
        if self.num_branches == 1:
            return [self.branches[0](x[0])]
        for i in range(self.num_branches):
            x[i] = self.branches[i](x[i])
        x_fuse = []
        for i in range(len(self.fuse_layers)):
            y = x[0] if i == 0 else self.fuse_layers[i][0](x[0])
            for j in range(1, self.num_branches):
                if i == j:
                    y = y + x[j]
                elif j > i:
                    width_output, height_output = x[i].shape[-1], x[i].shape[-2]
                    y = y + F.interpolate(self.fuse_layers[i][j](x[j]), size=[height_output, width_output],
                                          mode='bilinear', align_corners=False)
                else:
                    y = y + self.fuse_layers[i][j](x[j])
            x_fuse.append(F.relu(y))
        return x_fuse


class HighResolutionNet(nn.Module):
    def __init__(self, config, **kwargs):
        extra = config.MODEL.EXTRA
        super(HighResolutionNet, self).__init__()
        self.stem = nn.Sequential(conv3x3(3, 64, 2), BatchNorm2d(64), nn.ReLU(), conv3x3(64, 64, 2), BatchNorm2d(64), nn.ReLU())
        self.layer1 = nn.Sequential(BasicBlock(64, 64), BasicBlock(64, 64))
        pre = [64]
        self.stages = [name for name in extra if name.startswith('STAGE')]
        for name in self.stages:
            cfg = extra[name]
            block = blocks_dict[cfg['BLOCK']]
            channels = [c * block.expansion for c in cfg['NUM_CHANNELS']]
            setattr(self, 'transition_' + name.lower(), self._make_transition_layer(pre, channels))
            stage, pre = self._make_stage(cfg, channels)
            setattr(self, name.lower(), stage)
        self.last_layer = nn.Sequential(nn.Conv2d(sum(pre), sum(pre), 1), BatchNorm2d(sum(pre)), nn.ReLU(),
                                        nn.Conv2d(sum(pre), config.DATASET.NUM_CLASSES, 1))

    def _make_transition_layer(self, pre, cur):
        layers = []
        for i in range(len(cur)):
            if i < len(pre):
                if cur[i] != pre[i]:
                    layers.append(nn.Sequential(conv3x3(pre[i], cur[i]), BatchNorm2d(cur[i]), nn.ReLU(inplace=False)))
                else:
                    layers.append(None)
            else:
                layers.append(nn.Sequential(*[
                    nn.Sequential(conv3x3(pre[-1], cur[i] if j == i - len(pre) else pre[-1], 2), nn.ReLU())
                    for j in range(i + 1 - len(pre))]))
        return nn.ModuleList(layers)

    def _make_stage(self, layer_config, num_inchannels):
        modules = []
        for _ in range(layer_config['NUM_MODULES']):
            modules.append(HighResolutionModule(layer_config['NUM_BRANCHES'], blocks_dict[layer_config['BLOCK']],
                                                layer_config['NUM_BLOCKS'], num_inchannels, layer_config['NUM_CHANNELS']))
            num_inchannels = modules[-1].get_num_inchannels()
        return nn.Sequential(*modules), num_inchannels

    def forward(self, x):
        y = [self.layer1(self.stem(x))]
        for name in map(str.lower, self.stages):
            x_list = []
            for i, t in enumerate(getattr(self, 'transition_' + name)):
                x_list.append(y[i] if t is None else t(y[i] if i < len(y) else y[-1]))
            y = getattr(self, name)(x_list)
        h, w = y[0].size(2), y[0].size(3)
        up = [y[0]] + [F.interpolate(f, size=(h, w), mode='bilinear') for f in y[1:]]
        return self.last_layer(torch.cat(up, 1))


def get_seg_model(opts=()):
    cfg = update_config(get_cfg_defaults(), list(opts))
    model = eval(cfg.MODEL.NAME + '.HighResolutionNet' if '.' in cfg.MODEL.NAME else 'HighResolutionNet')(cfg)
    return model
