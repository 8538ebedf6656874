//===- FakeModel.cpp - A model as the compiler would emit it --------------===//
//
// A softmax classifier of 32 x 32 x 3 pictures, written by hand: one Dense
// layer, trained by gradient descent with momentum and a learning rate that
// decays with the iteration. It takes part in everything that the runtime does
// for a model: parallel loops, scratch memory, all kinds of parameters, all
// scalars.
//
//===----------------------------------------------------------------------===//

#include "runtime/Model.h"

#include <cmath>

namespace {

constexpr int64_t features = 32 * 32 * 3, classes = 10;
constexpr int64_t rowsPerPiece = 64; // of the kernel's gradient

// The arena: scalars, parameters, then what grows with the batch.
constexpr int64_t scalarBytes = 64;
constexpr int64_t batchSizeOffset = 0, learningRateOffset = scalarBytes,
                  iterationOffset = 2 * scalarBytes,
                  seedOffset = iterationOffset + 4, lossOffset = 192,
                  correctOffset = 256;
constexpr int64_t kernelBytes = features * classes * 4;
constexpr int64_t kernelOffset = 320;
constexpr int64_t biasOffset = kernelOffset + kernelBytes;
constexpr int64_t kernelSlotOffset = biasOffset + 64;
constexpr int64_t biasSlotOffset = kernelSlotOffset + kernelBytes;
constexpr int64_t meanOffset = biasSlotOffset + 64;
constexpr int64_t kernelGradientOffset = meanOffset + 64;
constexpr int64_t biasGradientOffset = kernelGradientOffset + kernelBytes;
constexpr int64_t batchOffset = biasGradientOffset + 64;
static_assert(kernelBytes % ANABRANCH_ALIGNMENT == 0);

const AnabranchExtent input = {batchOffset, 0};
const AnabranchExtent prediction = {batchOffset, features * 4};
const AnabranchExtent target = {batchOffset, features * 4 + 64};
constexpr AnabranchExtent arena = {batchOffset, features * 4 + 128};

float *floats(char *buffer) { return reinterpret_cast<float *>(buffer); }

/// Buffers: input, kernel, bias, prediction.
void forwardBody(int64_t, char *const *buffers, int64_t example,
                 char *scratch) {
  const float *x = floats(buffers[0]) + example * features;
  const float *kernel = floats(buffers[1]), *bias = floats(buffers[2]);
  float *sums = floats(scratch);
  for (int64_t c = 0; c < classes; ++c)
    sums[c] = bias[c];
  for (int64_t f = 0; f < features; ++f)
    for (int64_t c = 0; c < classes; ++c)
      sums[c] += x[f] * kernel[f * classes + c];
  float largest = sums[0], total = 0;
  for (int64_t c = 1; c < classes; ++c)
    largest = std::fmax(largest, sums[c]);
  for (int64_t c = 0; c < classes; ++c)
    total += sums[c] = std::exp(sums[c] - largest);
  float *y = floats(buffers[3]) + example * classes;
  for (int64_t c = 0; c < classes; ++c)
    y[c] = sums[c] / total;
}
void forward(int64_t batch, char *const *buffers) {
  anabranch_parallel_for(forwardBody, batch, buffers, 0, batch);
}

/// Buffers: prediction, target, loss, correct.
void crossentropy(int64_t batch, char *const *buffers) {
  const float *y = floats(buffers[0]);
  const int32_t *labels = reinterpret_cast<int32_t *>(buffers[1]);
  float loss = 0, correct = 0;
  for (int64_t i = 0; i < batch; ++i, y += classes) {
    int64_t best = 0;
    for (int64_t c = 1; c < classes; ++c)
      if (y[c] > y[best])
        best = c;
    correct += best == labels[i];
    loss -= std::log(y[labels[i]] + 1e-7f);
  }
  *floats(buffers[2]) = loss / float(batch);
  *floats(buffers[3]) = correct;
}

/// Buffers: input, prediction, target, kernel's gradient, bias's gradient,
/// batch size. The last piece is the bias.
void gradientBody(int64_t batch, char *const *buffers, int64_t piece, char *) {
  const float *x = floats(buffers[0]), *y = floats(buffers[1]);
  const int32_t *labels = reinterpret_cast<int32_t *>(buffers[2]);
  bool isBias = piece == features / rowsPerPiece;
  int64_t first = isBias ? 0 : piece * rowsPerPiece;
  int64_t rows = isBias ? 1 : rowsPerPiece;
  float *gradient = floats(buffers[isBias ? 4 : 3]) + first * classes;
  for (int64_t i = 0; i < rows * classes; ++i)
    gradient[i] = 0;
  for (int64_t i = 0; i < batch; ++i)
    for (int64_t c = 0; c < classes; ++c) {
      float delta =
          (y[i * classes + c] - float(labels[i] == c)) / *floats(buffers[5]);
      for (int64_t r = 0; r < rows; ++r)
        gradient[r * classes + c] +=
            delta * (isBias ? 1 : x[i * features + first + r]);
    }
}
void gradient(int64_t batch, char *const *buffers) {
  anabranch_parallel_for(gradientBody, batch, buffers, 0,
                         features / rowsPerPiece + 1);
}

/// Buffers: parameter, slot, gradient, learning rate, iteration.
void momentum(int64_t elements, char *const *buffers) {
  float *value = floats(buffers[0]), *slot = floats(buffers[1]);
  float rate = *floats(buffers[3]) / (1 + 0.01f * *floats(buffers[4]));
  for (int64_t i = 0; i < elements; ++i) {
    slot[i] = 0.9f * slot[i] - rate * floats(buffers[2])[i];
    value[i] += slot[i];
  }
}

/// A moving statistic. Buffers: loss, mean.
void movingMean(int64_t, char *const *buffers) {
  *floats(buffers[1]) = 0.9f * *floats(buffers[1]) + 0.1f * *floats(buffers[0]);
}

constexpr AnabranchExtent at(int64_t offset) { return {offset, 0}; }
const AnabranchExtent forwardBuffers[] = {input, at(kernelOffset),
                                          at(biasOffset), prediction};
const AnabranchExtent lossBuffers[] = {prediction, target, at(lossOffset),
                                       at(correctOffset)};
const AnabranchExtent gradientBuffers[] = {input,
                                           prediction,
                                           target,
                                           at(kernelGradientOffset),
                                           at(biasGradientOffset),
                                           at(batchSizeOffset)};
const AnabranchExtent kernelUpdateBuffers[] = {
    at(kernelOffset), at(kernelSlotOffset), at(kernelGradientOffset),
    at(learningRateOffset), at(iterationOffset)};
const AnabranchExtent biasUpdateBuffers[] = {
    at(biasOffset), at(biasSlotOffset), at(biasGradientOffset),
    at(learningRateOffset), at(iterationOffset)};
const AnabranchExtent meanBuffers[] = {at(lossOffset), at(meanOffset)};

constexpr int64_t products = 2 * features * classes;
const AnabranchLaunch launches[] = {
    {forward,
     "dense",
     "dense,softmax",
     {0, 1},
     4,
     forwardBuffers,
     {0, products},
     {kernelBytes, features * 4}},
    {crossentropy,
     "crossentropy",
     "loss",
     {0, 1},
     4,
     lossBuffers,
     {0, 30},
     {8, 44}},
    {gradient,
     "dense_gradient",
     "dense",
     {0, 1},
     6,
     gradientBuffers,
     {0, products},
     {kernelBytes, features * 4}},
    {momentum,
     "momentum",
     "dense",
     {features * classes, 0},
     5,
     kernelUpdateBuffers,
     {features * classes * 4, 0},
     {5 * kernelBytes, 0}},
    {momentum,
     "momentum",
     "dense",
     {classes, 0},
     5,
     biasUpdateBuffers,
     {classes * 4, 0},
     {5 * classes * 4, 0}},
    {movingMean,
     "moving_mean",
     "statistics",
     {1, 0},
     2,
     meanBuffers,
     {3, 0},
     {12, 0}},
};

const int64_t inputShape[] = {32, 32, 3}, outputShape[] = {classes},
              kernelShape[] = {features, classes};
const AnabranchTensor inputs[] = {
    {"image", ANABRANCH_F32, 3, inputShape, input}};
const AnabranchTensor predictionTensor = {"softmax", ANABRANCH_F32, 1,
                                          outputShape, prediction};
const AnabranchTensor targetTensor = {"target", ANABRANCH_I32, 0, nullptr,
                                      target};
const AnabranchTensor lossTensor = {"loss", ANABRANCH_F32, 0, nullptr,
                                    at(lossOffset)};
const AnabranchTensor correctTensor = {"correct", ANABRANCH_F32, 0, nullptr,
                                       at(correctOffset)};

const AnabranchMetric metrics[] = {{"accuracy", &correctTensor, nullptr}};
const double learningRate[] = {0.01};

const AnabranchParameter parameters[] = {
    {"dense/kernel", ANABRANCH_TRAINABLE, ANABRANCH_F32, 2, kernelShape,
     kernelOffset, ANABRANCH_TRUNCATED_NORMAL, 0, 0.02, nullptr},
    {"dense/bias", ANABRANCH_TRAINABLE, ANABRANCH_F32, 1, outputShape,
     biasOffset, ANABRANCH_CONSTANT, 0, 0, nullptr},
    {"statistics/mean", ANABRANCH_NON_TRAINABLE, ANABRANCH_F32, 0, nullptr,
     meanOffset, ANABRANCH_CONSTANT, 1, 0, nullptr},
    {"dense/kernel/momentum", ANABRANCH_OPTIMIZER_SLOT, ANABRANCH_F32, 2,
     kernelShape, kernelSlotOffset, ANABRANCH_CONSTANT, 0, 0, nullptr},
    {"dense/bias/momentum", ANABRANCH_OPTIMIZER_SLOT, ANABRANCH_F32, 1,
     outputShape, biasSlotOffset, ANABRANCH_CONSTANT, 0, 0, nullptr},
};

const AnabranchLayer layers[] = {
    {"image", "InputLayer", "(None, 32, 32, 3)", "", 0},
    {"dense", "Dense", "(None, 10)", "image", features *classes + classes},
    {"softmax", "Softmax", "(None, 10)", "dense", 0},
};

const AnabranchTarget targets[] = {
    {0, "sparse_categorical_crossentropy", ANABRANCH_TARGET_CLASS}};

const AnabranchProgram train = {
    6, launches, 1,           inputs, 1,       &targetTensor, nullptr,
    0, nullptr,  &lossTensor, 1,      metrics, arena};
const AnabranchProgram evaluate = {
    2, launches, 1,           inputs, 1,       &targetTensor, nullptr,
    0, nullptr,  &lossTensor, 1,      metrics, arena};
const AnabranchProgram predict = {
    1, launches,          1,       inputs, 0,       nullptr, nullptr,
    1, &predictionTensor, nullptr, 0,      nullptr, arena};

} // namespace

extern "C" const AnabranchModel anabranch_model = {
    ANABRANCH_ABI_VERSION,
    "fake",
    "none",
    "sgd",
    {ANABRANCH_SCHEDULE_CONSTANT, 1, learningRate},
    /*iteration=*/0,
    1,
    targets,
    3,
    layers,
    5,
    parameters,
    batchSizeOffset,
    learningRateOffset,
    iterationOffset,
    seedOffset,
    /*scratch_bytes=*/classes * 4,
    /*matrix_unit_products=*/0,
    &train,
    &evaluate,
    &predict};
