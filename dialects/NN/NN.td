//===- NN.td - The whole nn dialect ---------------------------------------===//

#ifndef ANABRANCH_DIALECTS_NN_NN
#define ANABRANCH_DIALECTS_NN_NN

include "dialects/NN/Activation.td"
include "dialects/NN/Arithmetic.td"
include "dialects/NN/Augmentation.td"
include "dialects/NN/Convolution.td"
include "dialects/NN/Dense.td"
include "dialects/NN/Depthwise.td"
include "dialects/NN/Dropout.td"
include "dialects/NN/Layout.td"
include "dialects/NN/Loss.td"
include "dialects/NN/MatMul.td"
include "dialects/NN/Metric.td"
include "dialects/NN/Normalization.td"
include "dialects/NN/Optimizer.td"
include "dialects/NN/Parameter.td"
include "dialects/NN/Pooling.td"
include "dialects/NN/Schedule.td"

#endif // ANABRANCH_DIALECTS_NN_NN
