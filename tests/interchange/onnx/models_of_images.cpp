// Models of layers for images, and whole nets.
#include "models.hpp"

using namespace sinew;

void add_models_of_images(Models& to) {
  // convolutions
  add<Net<Input<2, 6, 7>, Conv2D<3, 3>>>(to, "conv2d");
  add<Net<Input<2, 6, 7>, Conv2D<3, 3, ReLU, Stride<2, 1>, Padding<1, 2, 0, 3>, KernelWidth<5>>>>(to, "conv2d_padding");
  add<Net<Input<2, 7, 6>, Conv2D<3, 4, Same, Stride<2>, NoBias, Tanh>>>(to, "conv2d_same");
  add<Net<Input<4, 8, 9>, Conv2D<6, 3, Dilation<2, 3>, Groups<2>, LeakyReLU>>>(to, "conv2d_dilation_groups");
  add<Net<Input<3, 5, 5>, DepthwiseConv2D<3, Padding<1>, GELU>, Conv2D<4, 1>>>(to, "conv2d_depthwise");
  add<Net<Input<2, 10, 10>, Conv2D<4, 3, ReLU, Padding<1>>, MaxPool2D<2>, Conv2D<3, 3, ReLU>, MaxPool2D<3>>>(
      to, "conv2d_fused");

  // transposed convolutions
  add<Net<Input<2, 3, 4>, ConvTranspose2D<3, 3>>>(to, "conv_transpose2d");
  add<Net<Input<2, 3, 4>, ConvTranspose2D<3, 3, ReLU, Stride<2>, Padding<1>, OutputPadding<1, 0>>>>(
      to, "conv_transpose2d_stride");
  add<Net<Input<4, 3, 4>, ConvTranspose2D<6, 2, Stride<3, 2>, Groups<2>, NoBias, KernelWidth<3>>>>(
      to, "conv_transpose2d_groups");
  add<Net<Input<2, 4, 3>, ConvTranspose2D<2, 3, Dilation<2>, Padding<1, 0, 2, 1>, Stride<2>>>>(
      to, "conv_transpose2d_padding");

  // poolings
  add<Net<Input<2, 6, 7>, MaxPool2D<2>>>(to, "max_pool2d");
  add<Net<Input<2, 6, 7>, MaxPool2D<3, Stride<2>, Padding<1, 0, 0, 1>, KernelWidth<2>>>>(to, "max_pool2d_padding");
  add<Net<Input<2, 6, 7>, MaxPool2D<3, Stride<2>, CeilMode>>>(to, "max_pool2d_ceil");
  add<Net<Input<2, 5, 7>, MaxPool2D<3, Stride<2>, Padding<1>, CeilMode>>>(to, "max_pool2d_ceil_padding");
  add<Net<Input<2, 7, 6>, MaxPool2D<3, Same, Stride<2>>>>(to, "max_pool2d_same");
  add<Net<Input<2, 9, 8>, MaxPool2D<2, Dilation<3>, Padding<2, 3, 3, 1>, Stride<2>>>>(to, "max_pool2d_dilation");
  add<Net<Input<1, 4, 4>, MaxPool2D<1, Stride<3>, CeilMode>>>(to, "max_pool2d_gaps");
  add<Net<Input<2, 6, 7>, AvgPool2D<2>>>(to, "avg_pool2d");
  add<Net<Input<2, 6, 7>, AvgPool2D<3, Stride<2>, Padding<1>>>>(to, "avg_pool2d_padding");
  add<Net<Input<2, 6, 7>, AvgPool2D<3, Stride<2>, Padding<1>, IgnorePadding>>>(to, "avg_pool2d_ignore");
  add<Net<Input<2, 6, 7>, AvgPool2D<3, Stride<2>, CeilMode>>>(to, "avg_pool2d_ceil");
  add<Net<Input<2, 6, 8>, AvgPool2D<3, Stride<2>, Padding<1, 0, 1, 2>, CeilMode>>>(to, "avg_pool2d_ceil_padding");
  add<Net<Input<2, 6, 8>, AvgPool2D<3, Stride<2>, Padding<1>, CeilMode, IgnorePadding>>>(to, "avg_pool2d_ceil_ignore");
  add<Net<Input<2, 6, 7>, AvgPool2D<3, Same, Stride<2>>>>(to, "avg_pool2d_same");
  add<Net<Input<2, 5, 5>, AvgPool2D<2, Stride<4>, Padding<0, 3, 0, 3>>>>(to, "avg_pool2d_unread_padding");
  add<Net<Input<3, 4, 5>, GlobalMaxPool2D>>(to, "global_max_pool");
  add<Net<Input<3, 4, 5>, GlobalAvgPool2D, Dense<3, 2>>>(to, "global_avg_pool");

  // normalization
  add<Net<Input<3, 4, 5>, BatchNorm<>>>(to, "batch_norm_images");
  add<Net<Input<3, 4, 5>, LayerNorm<>>>(to, "layer_norm_images");
  add<Net<Input<4, 3, 5>, GroupNorm<2>>>(to, "group_norm_images");
  add<Net<Input<4, 3, 5>, GroupNorm<2, NoAffine>>>(to, "group_norm_no_affine");
  add<Net<Input<3, 4, 5>, InstanceNorm<>>>(to, "instance_norm");
  add<Net<Input<3, 4, 5>, InstanceNorm<NoAffine>>>(to, "instance_norm_no_affine");

  // enlargement
  add<Net<Input<2, 3, 4>, Upsample<2>>>(to, "upsample");
  add<Net<Input<2, 3, 4>, Upsample<3>>>(to, "upsample_3");
  add<Net<Input<2, 3, 4>, Upsample<2, Bilinear>>>(to, "upsample_bilinear");
  add<Net<Input<2, 3, 4>, Upsample<3, Bilinear>>>(to, "upsample_bilinear_3");

  // whole nets
  add<Net<Input<1, 12, 12>, Conv2D<6, 3, ReLU, Padding<1>>, MaxPool2D<2>, Conv2D<8, 3, ReLU>, MaxPool2D<2>, Flatten,
          Dense<32, 16, ReLU>, Dropout<Ratio<1, 2>>, Dense<16, 10, Softmax>>>(to, "lenet");
  add<Net<
      Input<3, 8, 8>, Conv2D<8, 3, Same, NoBias>, BatchNorm<>, Activate<ReLU>,
      Residual<Conv2D<8, 3, Same, NoBias>, BatchNorm<>, Activate<ReLU>, Conv2D<8, 3, Same, NoBias>, BatchNorm<>>,
      Activate<ReLU>,
      Residual<Projection<Conv2D<12, 1, Stride<2>>>, Conv2D<12, 3, Padding<1>, Stride<2>, ReLU>, Conv2D<12, 3, Same>>,
      GlobalAvgPool2D, Dense<12, 5>>>(to, "resnet");
  add<Net<Input<2, 8, 8>,
          Concat<Conv2D<3, 1, ReLU>, Sequential<Conv2D<2, 1, ReLU>, Conv2D<4, 3, Same, ReLU>>,
                 Sequential<MaxPool2D<3, Stride<1>, Padding<1>>, Conv2D<2, 1>>>,
          Conv2D<4, 3, Stride<2>, SiLU>, GroupNorm<2>, ConvTranspose2D<2, 2, Stride<2>>, Upsample<2, Bilinear>,
          AvgPool2D<2>>>(to, "inception");
}
