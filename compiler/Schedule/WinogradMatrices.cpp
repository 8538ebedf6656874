//===- WinogradMatrices.cpp - The three transforms of F(m, r) -------------===//

#include "compiler/Schedule/WinogradMatrices.h"

#include <cassert>
#include <cmath>

using namespace anabranch::schedule;
using llvm::SmallVector;

static constexpr double allPoints[] = {0, 1, -1, 2, -2, 0.5, -0.5};

Matrix anabranch::schedule::transpose(const Matrix &matrix) {
  Matrix result(matrix.front().size(), SmallVector<double, 8>(matrix.size()));
  for (size_t i = 0; i < matrix.size(); ++i)
    for (size_t j = 0; j < matrix[i].size(); ++j)
      result[j][i] = matrix[i][j];
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

WinogradMatrices anabranch::schedule::makeWinogradMatrices(int64_t results,
                                                           int64_t taps) {
  WinogradMatrices matrices{results, taps, {}, {}, {}};
  int64_t points = matrices.getPoints(), finite = points - 1;
  assert(finite <= static_cast<int64_t>(std::size(allPoints)));
  auto zeros = [](int64_t size) { return SmallVector<double, 8>(size, 0.0); };

  matrices.result.assign(results, zeros(points));
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
