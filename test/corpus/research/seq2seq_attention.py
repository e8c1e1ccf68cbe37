"""Sequence to sequence with Bahdanau or Luong attention; teacher forcing decides per batch, not per step."""
import random

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

SOS_token, EOS_token, PAD_token = 0, 1, 2
MAX_LENGTH = 10


class EncoderRNN(nn.Module):
    def __init__(self, input_size, hidden_size, n_layers=1, dropout_p=0.1):
        super(EncoderRNN, self).__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(input_size, hidden_size, padding_idx=PAD_token)
        self.gru = nn.GRU(hidden_size, hidden_size, n_layers, batch_first=True, bidirectional=True,
                          dropout=(0 if n_layers == 1 else dropout_p))
        self.dropout = nn.Dropout(dropout_p)

    def forward(self, input, lengths=None):
        embedded = self.dropout(self.embedding(input))
        if lengths is not None:
            embedded = pack_padded_sequence(embedded, lengths, batch_first=True)
        output, hidden = self.gru(embedded)
        if lengths is not None:
            output, _ = pad_packed_sequence(output, batch_first=True)
        # sum bidirectional outputs
        output = output[:, :, :self.hidden_size] + output[:, :, self.hidden_size:]
        return output, hidden


class BahdanauAttention(nn.Module):
    def __init__(self, hidden_size):
        super(BahdanauAttention, self).__init__()
        self.Wa = nn.Linear(hidden_size, hidden_size)
        self.Ua = nn.Linear(hidden_size, hidden_size)
        self.Va = nn.Linear(hidden_size, 1)

    def forward(self, query, keys):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys)))
        scores = scores.squeeze(2).unsqueeze(1)
        weights = F.softmax(scores, dim=-1)
        context = torch.bmm(weights, keys)
        return context, weights


class LuongAttention(nn.Module):
    def __init__(self, hidden_size, method='general'):
        super().__init__()
        self.method = method
        if self.method not in ['dot', 'general', 'concat']:
            raise ValueError(self.method, "is not an appropriate attention method.")
        if self.method == 'general':
            self.attn = nn.Linear(hidden_size, hidden_size)
        elif self.method == 'concat':
            self.attn = nn.Linear(hidden_size * 2, hidden_size)
            self.v = nn.Parameter(torch.FloatTensor(hidden_size))

    def dot_score(self, query, keys):
        return torch.sum(query * keys, dim=2)

    def general_score(self, query, keys):
        return torch.sum(query * self.attn(keys), dim=2)

    def concat_score(self, query, keys):
        energy = self.attn(torch.cat((query.expand(-1, keys.size(1), -1), keys), 2)).tanh()
        return torch.sum(self.v * energy, dim=2)

    def forward(self, query, keys):
        energies = getattr(self, f'{self.method}_score')(query, keys)
        weights = F.softmax(energies, dim=1).unsqueeze(1)
        return weights.bmm(keys), weights


class AttnDecoderRNN(nn.Module):
    def __init__(self, hidden_size, output_size, attention, dropout_p=0.1):
        super(AttnDecoderRNN, self).__init__()
        self.embedding = nn.Embedding(output_size, hidden_size)
        self.attention = attention
        self.gru = nn.GRU(2 * hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, output_size)
        self.dropout = nn.Dropout(dropout_p)

    def forward(self, encoder_outputs, encoder_hidden, target_tensor=None):
        batch_size = encoder_outputs.size(0)
        decoder_input = torch.empty(batch_size, 1, dtype=torch.long, device=encoder_outputs.device).fill_(SOS_token)
        decoder_hidden = encoder_hidden
        decoder_outputs = []
        attentions = []

        for i in range(MAX_LENGTH):
            decoder_output, decoder_hidden, attn_weights = self.forward_step(
                decoder_input, decoder_hidden, encoder_outputs
            )
            decoder_outputs.append(decoder_output)
            attentions.append(attn_weights)

            if target_tensor is not None:
                # Teacher forcing: Feed the target as the next input
                decoder_input = target_tensor[:, i].unsqueeze(1)
            else:
                _, topi = decoder_output.topk(1)
                decoder_input = topi.squeeze(-1).detach()  # detach from history as input

        decoder_outputs = torch.cat(decoder_outputs, dim=1)
        decoder_outputs = F.log_softmax(decoder_outputs, dim=-1)
        attentions = torch.cat(attentions, dim=1)
        return decoder_outputs, decoder_hidden, attentions

    def forward_step(self, input, hidden, encoder_outputs):
        embedded = self.dropout(self.embedding(input))
        query = hidden.permute(1, 0, 2)
        context, attn_weights = self.attention(query, encoder_outputs)
        input_gru = torch.cat((embedded, context), dim=2)
        output, hidden = self.gru(input_gru, hidden)
        output = self.out(output)
        return output, hidden, attn_weights


class Seq2Seq(nn.Module):
    ATTENTION = {'bahdanau': BahdanauAttention, 'luong': LuongAttention}

    def __init__(self, src_vocab, tgt_vocab, hidden=256, attention='bahdanau', **kw):
        super().__init__()
        self.encoder = EncoderRNN(src_vocab, hidden)
        self.decoder = AttnDecoderRNN(hidden, tgt_vocab, self.ATTENTION[attention](hidden, **kw))

    def forward(self, src, tgt=None, teacher_forcing_ratio=1.0):
        enc, h = self.encoder(src)
        h = h.view(-1, 2, h.size(1), h.size(2)).sum(1)
        use_tf = tgt is not None and (not self.training or random.random() < teacher_forcing_ratio)
        out, _, _ = self.decoder(enc, h, tgt if use_tf else None)
        return out
