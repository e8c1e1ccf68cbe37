/** The networks that Fischer et al. (2022) measured, by their names there. */

/** Image sizes that the networks were published with, where it is not 224. */
const SIZES: Readonly<Record<string, number>> = {
  EfficientNetB1: 240,
  EfficientNetB2: 260,
  EfficientNetB3: 300,
  EfficientNetB4: 380,
  EfficientNetB5: 456,
  EfficientNetB6: 528,
  EfficientNetB7: 600,
  InceptionResNetV2: 299,
  InceptionV3: 299,
  Xception: 299,
};
const USUAL_SIZE = 224;

/** Classes of Keras Applications. */
export const KERAS =
  `DenseNet121 DenseNet169 DenseNet201 EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4
  EfficientNetB5 EfficientNetB6 EfficientNetB7 InceptionResNetV2 InceptionV3 MobileNetV2 MobileNetV3Large MobileNetV3Small
  NASNetMobile ResNet101 ResNet152 ResNet50 VGG16 VGG19 Xception`.split(/\s+/);

/** Builders of torchvision. */
export const TORCHVISION: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`EfficientNetB${i}`, `efficientnet_b${i}`])),
  InceptionV3: 'inception_v3',
  MobileNetV2: 'mobilenet_v2',
  MobileNetV3Large: 'mobilenet_v3_large',
  MobileNetV3Small: 'mobilenet_v3_small',
  RegNetX32GF: 'regnet_x_32gf',
  RegNetX400MF: 'regnet_x_400mf',
  RegNetX8GF: 'regnet_x_8gf',
  ResNet101: 'resnet101',
  ResNet152: 'resnet152',
  ResNet50: 'resnet50',
  ResNext101: 'resnext101_32x8d',
  ResNext50: 'resnext50_32x4d',
  VGG16: 'vgg16',
  VGG19: 'vgg19',
};

/** Height and width of the images. */
export function sideOf(network: string): number {
  return SIZES[network] ?? USUAL_SIZE;
}
