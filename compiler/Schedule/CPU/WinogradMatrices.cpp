//===- WinogradMatrices.cpp - The three transforms of F(m, r) -------------===//

#include "compiler/Schedule/CPU/WinogradMatrices.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <cassert>
#include <cmath>

using namespace anabranch::schedule;
using llvm::divideCeil;
using llvm::SmallVector;

static constexpr double allPoints[] = {0, 1, -1, 2, -2, 0.5, -0.5};

Matrix anabranch::schedule::transpose(const Matrix &matrix) {
  Matrix result(matrix.front().size(), SmallVector<double, 8>(matrix.size()));
  for (size_t i = 0; i < matrix.size(); ++i)
    for (size_t j = 0; j < matrix[i].size(); ++j)
      result[j][i] = matrix[i][j];
  return result;
}

/// One more than the last of `count` numbers.
static int64_t getEnd(int64_t first, int64_t step, size_t count) {
  return first + step * (static_cast<int64_t>(count) - 1) + 1;
}

int64_t Transform::getInputs() const {
  int64_t end = 0;
  for (const Block &block : blocks)
    end = std::max(end, getEnd(block.firstInput, block.inputStep,
                               block.matrix.front().size()));
  return end;
}

int64_t Transform::getOutputs() const {
  int64_t end = 0;
  for (const Block &block : blocks)
    end = std::max(
        end, getEnd(block.firstOutput, block.outputStep, block.matrix.size()));
  return end;
}

Transform anabranch::schedule::transpose(const Transform &transform) {
  Transform result;
  for (const Transform::Block &block : transform.blocks)
    result.blocks.push_back({transpose(block.matrix), block.firstOutput,
                             block.outputStep, block.firstInput,
                             block.inputStep});
  return result;
}

/// Coefficients, lowest first, of the product of (x - p) over all finite points
/// but number `left`.
static SmallVector<double, 8> multiplyRoots(int64_t count, int64_t left) {
  SmallVector<double, 8> product{1};
  for (int64_t i = 0; i < count; ++i) {
    if (i == left)
      continue;
    product.push_back(0);
    for (size_t k = product.size() - 1; k > 0; --k)
      product[k] = product[k - 1] - allPoints[i] * product[k];
    product[0] *= -allPoints[i];
  }
  return product;
}

namespace {
/// The three matrices of F(m, r).
struct MinimalFilter {
  Matrix source, filter, result;
};

/// Every `step`-th from the first on.
struct Places {
  int64_t first, step;
};
} // namespace

/// With the points 0, 1, -1, 2, -2, 1/2, -1/2, of which m + r - 2 are used:
/// those whose powers are small keep rounding errors small, and opposite ones
/// let the transforms share sums.
static MinimalFilter makeMinimalFilter(int64_t results, int64_t taps) {
  int64_t points = results + taps - 1, finite = points - 1;
  MinimalFilter matrices;
  auto zeros = [](int64_t size) { return SmallVector<double, 8>(size, 0.0); };
  matrices.result.assign(results, zeros(points));
  if (taps == 1) {
    // Nothing to share: every result is a product.
    for (int64_t i = 0; i < points; ++i) {
      matrices.source.push_back(zeros(points));
      matrices.source[i][i] = matrices.result[i][i] = 1;
      matrices.filter.push_back({1});
    }
    return matrices;
  }
  assert(finite <= static_cast<int64_t>(std::size(allPoints)));
  for (int64_t i = 0; i < finite; ++i) {
    double point = allPoints[i];
    // The Lagrange polynomial's numerator goes to the source, its denominator
    // to the filter, which is transformed least often.
    SmallVector<double, 8> row = multiplyRoots(finite, i);
    row.resize(points);
    matrices.source.push_back(row);
    double denominator = 1;
    for (int64_t j = 0; j < finite; ++j)
      denominator *= j == i ? 1 : point - allPoints[j];
    matrices.filter.push_back(zeros(taps));
    for (int64_t k = 0; k < taps; ++k)
      matrices.filter.back()[k] =
          std::pow(point, static_cast<double>(k)) / denominator;
    for (int64_t k = 0; k < results; ++k)
      matrices.result[k][i] = std::pow(point, static_cast<double>(k));
  }
  // Infinity stands for the highest coefficient.
  matrices.source.push_back(multiplyRoots(finite, /*left=*/-1));
  matrices.filter.push_back(zeros(taps));
  matrices.filter.back().back() = 1;
  matrices.result.back()[finite] = 1;
  return matrices;
}

/// Adds an F(m, n) of some pixels, taps and results for each part of the taps.
static void addPhase(WinogradMatrices &matrices, int64_t results,
                     int64_t tapCount, Places pixels, Places taps,
                     Places resultPlaces) {
  constexpr int64_t mostTaps = 5; // The points are as many as F(4, 5) takes.
  int64_t parts = divideCeil(tapCount, mostTaps);
  for (int64_t part = 0; part < parts; ++part) {
    int64_t firstTap = tapCount * part / parts;
    int64_t endTap = tapCount * (part + 1) / parts;
    int64_t firstPoint = matrices.getPoints();
    MinimalFilter filter = makeMinimalFilter(results, endTap - firstTap);
    matrices.source.blocks.push_back({filter.source,
                                      pixels.first + firstTap * pixels.step,
                                      pixels.step, firstPoint, 1});
    matrices.filter.blocks.push_back({filter.filter,
                                      taps.first + firstTap * taps.step,
                                      taps.step, firstPoint, 1});
    matrices.result.blocks.push_back(
        {filter.result, firstPoint, 1, resultPlaces.first, resultPlaces.step});
  }
}

/// Makes a convolution's transforms from those of F(m, r), m + r <= 9. More
/// than five taps are parts of about equal length, whose sums add up: seven
/// take 7 + 6 multiplications for m = 4, in place of 28.
///
/// With a stride s, it is the sum of s convolutions without: of every s-th
/// pixel, from the first, second... on, with every s-th tap. Each is an F(m, n)
/// of its own n taps, and they add to the same m results: 5 + 4 multiplications
/// for 3 taps, s = 2 and m = 4, in place of 12.
static WinogradMatrices makeForwardMatrices(int64_t results, int64_t taps,
                                            int64_t stride) {
  assert(stride <= taps);
  WinogradMatrices matrices{results * stride, {}, {}, {}};
  for (int64_t first = 0; first < stride; ++first)
    addPhase(matrices, results, divideCeil(taps - first, stride),
             /*pixels=*/{first, stride}, /*taps=*/{first, stride},
             /*resultPlaces=*/{0, 1});
  return matrices;
}

int64_t WinogradMatrices::countTiles(int64_t results) const {
  return divideCeil(results, getResults() * dilation) * dilation;
}

int64_t anabranch::schedule::getFirstGradPixel(int64_t lastTap, int64_t stride,
                                               int64_t padding) {
  return llvm::divideCeilSigned(padding - lastTap, stride);
}

/// Makes those of the input's gradient, from the filter turned round. A result
/// s a + q is a sum over those taps t that meet a pixel of the source,
/// t = q + padding modulo s, of the pixels a + (q + padding - t) / s: an
/// F(m, n) for each q.
///
/// \param results m, of each q
/// \param padding before the image
static WinogradMatrices makeInputGradMatrices(int64_t results, int64_t taps,
                                              int64_t stride, int64_t padding) {
  assert(stride <= taps);
  WinogradMatrices matrices{results, {}, {}, {}};
  int64_t firstSource = getFirstGradPixel(taps - 1, stride, padding);
  for (int64_t q = 0; q < stride; ++q) {
    int64_t firstTap = (q + padding) % stride;
    int64_t tapCount = divideCeil(taps - firstTap, stride);
    int64_t lastTap = firstTap + stride * (tapCount - 1);
    // The last tap comes first once the filter is turned.
    int64_t firstPixel = (q + padding - lastTap) / stride;
    addPhase(matrices, results, tapCount,
             /*pixels=*/{firstPixel - firstSource, 1},
             /*taps=*/{taps - 1 - lastTap, stride},
             /*resultPlaces=*/{q, stride});
  }
  return matrices;
}

/// The matrices of both dimensions, with their dilations. Those of one tap have
/// none, and tiles of one result.
static WinogradTile
makeTile(const anabranch::kernel::ConvolutionShape &shape, int64_t results,
         llvm::function_ref<WinogradMatrices(int64_t, int64_t, size_t)> make) {
  auto makeDimension = [&](int64_t taps, size_t dimension) {
    WinogradMatrices matrices = make(taps == 1 ? 1 : results, taps, dimension);
    matrices.dilation = taps == 1 ? 1 : shape.dilations[dimension];
    return matrices;
  };
  return {makeDimension(shape.filterHeight, 0),
          makeDimension(shape.filterWidth, 1)};
}

WinogradTile
anabranch::schedule::makeForwardTile(const kernel::ConvolutionShape &shape,
                                     int64_t results) {
  return makeTile(
      shape, results, [&](int64_t results, int64_t taps, size_t dimension) {
        return makeForwardMatrices(results, taps, shape.strides[dimension]);
      });
}

WinogradTile
anabranch::schedule::makeInputGradTile(const kernel::ConvolutionShape &shape,
                                       int64_t results) {
  return makeTile(
      shape, results, [&](int64_t results, int64_t taps, size_t dimension) {
        return makeInputGradMatrices(results, taps, shape.strides[dimension],
                                     shape.padding[2 * dimension]);
      });
}
