import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable


class STNkd(nn.Module):
    def __init__(self, k=64):
        super(STNkd, self).__init__()
        for i, (a, b) in enumerate([(k, 64), (64, 128), (128, 1024)]):
            self.__setattr__('conv%d' % (i + 1), nn.Conv1d(a, b, 1))
        self.fc1, self.fc2, self.fc3 = nn.Linear(1024, 512), nn.Linear(512, 256), nn.Linear(256, k * k)
        self.relu = nn.ReLU()
        self.k = k

    def forward(self, x):
        batchsize = x.size()[0]
        x = F.relu(self.conv3(F.relu(self.conv2(F.relu(self.conv1(x))))))
        x = torch.max(x, 2, keepdim=True)[0].view(-1, 1024)
        x = self.fc3(self.relu(self.fc2(self.relu(self.fc1(x)))))
        iden = Variable(torch.from_numpy(np.eye(self.k).flatten().astype(np.float32))).view(1, self.k * self.k)
        iden = iden.repeat(batchsize, 1)
        if x.is_cuda:
            iden = iden.cuda()
        return (x + iden.to(x.device)).view(-1, self.k, self.k)


class PointNetfeat(nn.Module):
    def __init__(self, global_feat=True, feature_transform=False):
        super(PointNetfeat, self).__init__()
        self.stn = STNkd(3)
        self.convs = nn.ModuleList([nn.Conv1d(3, 64, 1), nn.Conv1d(64, 128, 1), nn.Conv1d(128, 1024, 1)])
        self.bns = nn.ModuleList(map(nn.BatchNorm1d, (64, 128, 1024)))
        self.global_feat = global_feat
        self.fstn = STNkd(64) if feature_transform else None

    def forward(self, x):
        n_pts = x.size()[2]
        trans, trans_feat = self.stn(x), None
        x = torch.bmm(x.transpose(2, 1), trans).transpose(2, 1)
        x = F.relu(self.bns[0](self.convs[0](x)))
        if self.fstn is not None:
            trans_feat = self.fstn(x)
            x = torch.bmm(x.transpose(2, 1), trans_feat).transpose(2, 1)
        pointfeat = x
        x = F.relu(self.bns[1](self.convs[1](x)))
        x = self.bns[2](self.convs[2](x)).max(dim=2, keepdim=True).values.view(-1, 1024)
        if self.global_feat:
            return x, trans, trans_feat
        return torch.cat([x.view(-1, 1024, 1).repeat(1, 1, n_pts), pointfeat], 1), trans, trans_feat


class PointNetCls(nn.Module):
    def __init__(self, k=2, feature_transform=False):
        super().__init__()
        self.feat = PointNetfeat(global_feat=True, feature_transform=feature_transform)
        self.fc = nn.Sequential(nn.Linear(1024, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 256),
                                nn.Dropout(p=0.3), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, k))

    def forward(self, x):
        x, trans, trans_feat = self.feat(x)
        return F.log_softmax(self.fc(x), dim=1), trans, trans_feat


class PointNetDenseCls(PointNetCls):
    def __init__(self, k=2, feature_transform=False):
        nn.Module.__init__(self)
        self.k = k
        self.feat = PointNetfeat(global_feat=False, feature_transform=feature_transform)
        widths = [1088, 512, 256, 128]
        self.convs = nn.Sequential(*sum([[nn.Conv1d(i, o, 1), nn.BatchNorm1d(o), nn.ReLU()]
                                         for i, o in zip(widths, widths[1:])], []), nn.Conv1d(128, k, 1))

    def forward(self, x):
        batchsize, n_pts = x.size()[0], x.size()[2]
        x, *_ = self.feat(x)
        x = self.convs(x).transpose(2, 1).contiguous()
        return F.log_softmax(x.view(-1, self.k), dim=-1).view(batchsize, n_pts, self.k)


def square_distance(src, dst):
    B, N, _ = src.shape
    _, M, _ = dst.shape
    dist = -2 * torch.matmul(src, dst.permute(0, 2, 1))
    dist += torch.sum(src ** 2, -1).view(B, N, 1)
    dist += torch.sum(dst ** 2, -1).view(B, 1, M)
    return dist


class EdgeConvNet(nn.Module):
    """Dynamic graph: neighbours by distance in feature space, gathered by index."""

    def __init__(self, k=8, widths=(3, 32, 64)):
        super().__init__()
        self.k = k
        self.mlps = nn.ModuleList(nn.Linear(2 * a, b) for a, b in zip(widths[:-1], widths[1:]))

    def forward(self, x):
        for mlp in self.mlps:
            idx = square_distance(x, x).topk(k=self.k, dim=-1, largest=False)[1]
            B, N, C = x.shape
            batch = torch.arange(B, device=x.device).view(-1, 1, 1)
            neighbours = x[batch, idx]
            center = x.unsqueeze(2).expand(-1, -1, self.k, -1)
            x = mlp(torch.cat((neighbours - center, center), dim=-1)).relu().amax(dim=2)
        return x
