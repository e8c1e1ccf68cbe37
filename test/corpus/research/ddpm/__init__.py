from .unet import UNetModel
from .script_util import create_model, model_defaults

__all__ = ["UNetModel", "create_model", "model_defaults"]
