from yacs.config import CfgNode as CN

_C = CN()
_C.OUTPUT_DIR = ''
_C.MODEL = CN()
_C.MODEL.NAME = 'seg_hrnet'
_C.MODEL.EXTRA = CN(new_allowed=True)
_C.DATASET = CN()
_C.DATASET.NUM_CLASSES = 19
_C.TRAIN = CN()
_C.TRAIN.BATCH_SIZE_PER_GPU = 4


def get_cfg_defaults():
    return _C.clone()


def update_config(cfg, opts):
    cfg.defrost()
    cfg.MODEL.EXTRA.merge_from_other_cfg(CN({
        'STAGE2': {'NUM_MODULES': 1, 'NUM_BRANCHES': 2, 'NUM_BLOCKS': [2, 2], 'NUM_CHANNELS': [18, 36], 'BLOCK': 'BASIC'},
        'STAGE3': {'NUM_MODULES': 2, 'NUM_BRANCHES': 3, 'NUM_BLOCKS': [2, 2, 2], 'NUM_CHANNELS': [18, 36, 72],
                   'BLOCK': 'BASIC'},
    }))
    cfg.merge_from_list(opts)
    cfg.freeze()
    return cfg
