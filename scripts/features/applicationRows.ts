/**
 * Writes data/calibration/features/applications.json.gz: networks of Keras Applications and of torchvision, by the names
 * that Fischer et al. (2022) measured them under.
 *
 *   node --import tsx scripts/features/applicationRows.ts
 */
import { writeFeatures, type ModelFeatures } from './file.ts';
import { kerasFeatures, torchvisionFeatures } from './sourceFeatures.ts';

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

const KERAS =
  `DenseNet121 DenseNet169 DenseNet201 EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4
  EfficientNetB5 EfficientNetB6 EfficientNetB7 InceptionResNetV2 InceptionV3 MobileNetV2 MobileNetV3Large MobileNetV3Small
  NASNetMobile ResNet101 ResNet152 ResNet50 VGG16 VGG19 Xception`.split(/\s+/);

const TORCHVISION: Readonly<Record<string, string>> = {
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

const models: Record<string, ModelFeatures> = {};
for (const name of KERAS) {
  const side = SIZES[name] ?? USUAL_SIZE;
  models[`keras ${name}`] = kerasFeatures(name, [side, side, 3]);
}
for (const [name, builder] of Object.entries(TORCHVISION)) {
  const side = SIZES[name] ?? USUAL_SIZE;
  models[`pytorch ${name}`] = torchvisionFeatures(builder, [3, side, side]);
}
writeFeatures(
  'applications',
  'keras 3.12.4 (Apache-2.0) and torchvision 0.14.1 (BSD-3), analysed by Wattlens',
  models,
);
console.log(`${Object.keys(models).length} networks`);
