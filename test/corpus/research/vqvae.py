import torch
import torch.nn as nn
import torch.nn.functional as F


class ResidualStack(nn.Module):
    def __init__(self, num_hiddens, num_residual_layers, num_residual_hiddens):
        super(ResidualStack, self).__init__()
        self._layers = nn.ModuleList([nn.Sequential(
            nn.ReLU(True), nn.Conv2d(num_hiddens, num_residual_hiddens, 3, 1, 1, bias=False),
            nn.ReLU(True), nn.Conv2d(num_residual_hiddens, num_hiddens, 1, bias=False))] * num_residual_layers)

    def forward(self, x):
        for layer in self._layers:
            x = x + layer(x)
        return F.relu(x)


class VectorQuantizerEMA(nn.Module):
    def __init__(self, num_embeddings, embedding_dim, commitment_cost, decay, epsilon=1e-5):
        super(VectorQuantizerEMA, self).__init__()
        self._embedding_dim, self._num_embeddings = embedding_dim, num_embeddings
        self._embedding = nn.Embedding(self._num_embeddings, self._embedding_dim)
        self._embedding.weight.data.normal_()
        self._commitment_cost = commitment_cost
        self.register_buffer('_ema_cluster_size', torch.zeros(num_embeddings))
        self._ema_w = nn.Parameter(torch.Tensor(num_embeddings, self._embedding_dim))
        self._ema_w.data.normal_()
        self._decay, self._epsilon = decay, epsilon

    def forward(self, inputs):
        inputs = inputs.permute(0, 2, 3, 1).contiguous()
        input_shape = inputs.shape
        flat_input = inputs.view(-1, self._embedding_dim)
        distances = (torch.sum(flat_input**2, dim=1, keepdim=True) + torch.sum(self._embedding.weight**2, dim=1)
                     - 2 * torch.matmul(flat_input, self._embedding.weight.t()))
        encoding_indices = torch.argmin(distances, dim=1).unsqueeze(1)
        encodings = torch.zeros(encoding_indices.shape[0], self._num_embeddings, device=inputs.device)
        encodings.scatter_(1, encoding_indices, 1)
        quantized = torch.matmul(encodings, self._embedding.weight).view(input_shape)
        if self.training:
            self._ema_cluster_size = self._ema_cluster_size * self._decay + (1 - self._decay) * torch.sum(encodings, 0)
            n = torch.sum(self._ema_cluster_size.data)
            self._ema_cluster_size = ((self._ema_cluster_size + self._epsilon) / (n + self._num_embeddings * self._epsilon) * n)
            dw = torch.matmul(encodings.t(), flat_input)
            self._ema_w = nn.Parameter(self._ema_w * self._decay + (1 - self._decay) * dw)
            self._embedding.weight = nn.Parameter(self._ema_w / self._ema_cluster_size.unsqueeze(1))
        loss = self._commitment_cost * F.mse_loss(quantized.detach(), inputs)
        quantized = inputs + (quantized - inputs).detach()
        avg_probs = torch.mean(encodings, dim=0)
        perplexity = torch.exp(-torch.sum(avg_probs * torch.log(avg_probs + 1e-10)))
        return loss, quantized.permute(0, 3, 1, 2).contiguous(), perplexity, encodings


class VQVAE(nn.Module):
    def __init__(self, h=128, res_layers=2, res_h=32, K=512, D=64, commitment_cost=0.25, decay=0.99):
        super().__init__()
        conv, convT = (lambda *a: nn.Conv2d(*a)), (lambda *a: nn.ConvTranspose2d(*a))
        self.encoder = nn.Sequential(conv(3, h // 2, 4, 2, 1), nn.ReLU(), conv(h // 2, h, 4, 2, 1), nn.ReLU(),
                                     conv(h, h, 3, 1, 1), ResidualStack(h, res_layers, res_h))
        self.pre_vq_conv = conv(h, D, 1)
        self.vq = VectorQuantizerEMA(K, D, commitment_cost, decay)
        self.decoder = nn.Sequential(conv(D, h, 3, 1, 1), ResidualStack(h, res_layers, res_h),
                                     convT(h, h // 2, 4, 2, 1), nn.ReLU(), convT(h // 2, 3, 4, 2, 1))

    def forward(self, x):
        z = self.pre_vq_conv(self.encoder(x))
        loss, quantized, perplexity, _ = self.vq(z)
        return self.decoder(quantized), loss, perplexity
