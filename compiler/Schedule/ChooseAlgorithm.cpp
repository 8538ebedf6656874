//===- ChooseAlgorithm.cpp - How each convolution is computed -------------===//

#include "compiler/Schedule/CPU/AMXTiling.h"
#include "compiler/Schedule/CPU/ThreadWork.h"
#include "compiler/Schedule/CPU/WinogradTiling.h"
#include "compiler/Schedule/Passes.h"

#include "llvm/Support/MathExtras.h"

namespace anabranch::schedule {
#define GEN_PASS_DEF_CHOOSEALGORITHMPASS
#include "compiler/Schedule/Passes.h.inc"
} // namespace anabranch::schedule

using namespace mlir;
using namespace anabranch;
using kernel::ConvolutionAlgorithm;
using kernel::ConvolutionOpInterface;
using kernel::ConvolutionShape;

/// Vectors of so many channels.
static double countVectors(int64_t channels, int64_t lanes) {
  return static_cast<double>(llvm::divideCeil(channels, lanes));
}

/// FMAs of vectors for one image. The direct kernels reach about the same
/// fraction of the peak as the products of Winograd's.
static double getDirectCost(const ConvolutionShape &shape, int64_t lanes) {
  return static_cast<double>(shape.outputHeight * shape.outputWidth *
                             shape.filterHeight * shape.filterWidth *
                             shape.inputChannels) *
         countVectors(shape.outputChannels, lanes);
}

/// The same for tiles of Winograd's algorithm: their products, and what the
/// transforms take. A transform of p x q numbers applies the height's blocks q
/// times and the width's p times, of
/// whose terms the matrices' zeros and shared sums leave a third, and loads and
/// stores each number about twice (copy and transform). For a filter's
/// gradient it goes to an outer cache and back besides, which was measured to
/// take as long as about 24 FMAs of a vector.
static double getWinogradCost(const ConvolutionShape &shape, bool kernelGrad,
                              const schedule::WinogradTile &tile,
                              int64_t lanes) {
  auto tiles = static_cast<double>(tile.height.countTiles(shape.outputHeight) *
                                   tile.width.countTiles(shape.outputWidth));
  auto getTerms = [](const schedule::WinogradMatrices &matrices) {
    size_t terms = 0;
    for (const schedule::Transform::Block &block : matrices.source.blocks)
      terms += block.matrix.size() * block.matrix.size();
    return matrices.getPoints() == 1 ? 0 : static_cast<double>(terms);
  };
  auto points = static_cast<double>(tile.getPoints());
  double terms =
      static_cast<double>(tile.width.getPoints()) * getTerms(tile.height) +
      static_cast<double>(tile.height.getPoints()) * getTerms(tile.width);
  double transform = terms / 3 + (kernelGrad ? 4 + 24 : 4) * points;
  double vectors = countVectors(shape.outputChannels, lanes);
  return tiles *
         (points * static_cast<double>(shape.inputChannels) * vectors +
          transform * (vectors + countVectors(shape.inputChannels, lanes)));
}

/// FMAs of vectors in the time that it takes to read a filter of so many taps
/// or points, for each image of a batch that is known to be small: the filters
/// of a whole network come from memory or an outer cache, at about this many
/// FMAs a vector (two cores of 12 GB/s each to 16 lanes at 4 GHz).
static double getFilterCost(const ConvolutionShape &shape, int64_t taps,
                            int64_t lanes) {
  if (ShapedType::isDynamic(shape.images))
    return 0;
  constexpr double vectorCost = 16;
  return vectorCost * static_cast<double>(taps * shape.inputChannels) *
         countVectors(shape.outputChannels, lanes) /
         static_cast<double>(shape.images);
}

/// What the parallel loop over the source's tiles adds for each image of such a
/// batch.
static double getLoopCost(const ConvolutionShape &shape) {
  return ShapedType::isDynamic(shape.images)
             ? 0
             : schedule::parallelLoopCost / static_cast<double>(shape.images);
}

/// Whether a matrix unit can compute it.
static bool isAMX(ConvolutionOpInterface op) {
  auto kernelOp = cast<kernel::KernelOpInterface>(op.getOperation());
  return schedule::isAMXShape(op.getShape()) &&
         kernelOp.getDomain().getElementType().isF32();
}

/// A matrix unit's cycles as FMAs of vectors: what direct kernels reach of the
/// two a cycle that a CPU with one runs.
static double getAMXCost(ConvolutionOpInterface op, int64_t parts,
                         const schedule::VectorUnit &unit) {
  constexpr double rate = 1.3;
  ConvolutionShape shape = op.getShape();
  if (isa<kernel::ConvolutionKernelGradOp>(op))
    return rate * schedule::tileAMXKernelGrad(shape, parts, unit).cost;
  bool inputGrad = isa<kernel::ConvolutionInputGradOp>(op);
  return rate * schedule::getCost(schedule::tileAMXConvolution(shape, inputGrad,
                                                               parts, unit));
}

/// The cheapest algorithm.
static ConvolutionAlgorithm chooseCheapest(ConvolutionOpInterface op,
                                           bool round,
                                           const schedule::VectorUnit &unit) {
  auto kernelOp = cast<kernel::KernelOpInterface>(op.getOperation());
  int64_t lanes =
      unit.getLanes(kernelOp.getDomain().getElementTypeBitWidth() / 8);
  // An input's gradient costs as much as a convolution that makes as many
  // channels.
  ConvolutionShape shape = op.getShape();
  if (isa<kernel::ConvolutionInputGradOp>(op))
    std::swap(shape.inputChannels, shape.outputChannels);
  int64_t taps = shape.filterHeight * shape.filterWidth;
  ConvolutionAlgorithm best = ConvolutionAlgorithm::Direct;
  double bestCost =
      getDirectCost(shape, lanes) + getFilterCost(shape, taps, lanes);
  auto consider = [&](ConvolutionAlgorithm algorithm, double cost) {
    if (cost < bestCost) {
      bestCost = cost;
      best = algorithm;
    }
  };
  // A CPU with a matrix unit runs two FMAs a cycle, by which Winograd's
  // transforms gain nothing.
  const double winogradFactor = unit.hasAMX ? 1.5 : 1;
  if (schedule::isWinogradShape(shape))
    for (ConvolutionAlgorithm algorithm :
         {ConvolutionAlgorithm::Winograd2, ConvolutionAlgorithm::Winograd4}) {
      schedule::WinogradTile tile =
          schedule::makeForwardTile(shape, static_cast<int64_t>(algorithm));
      bool kernelGrad = isa<kernel::ConvolutionKernelGradOp>(op);
      consider(algorithm, winogradFactor * getWinogradCost(shape, kernelGrad,
                                                           tile, lanes) +
                              getFilterCost(shape, tile.getPoints(), lanes) +
                              getLoopCost(shape));
    }
  if (unit.hasAMX && isAMX(op))
    // Fewer tiles than vectors are on their way from memory at a time.
    consider(ConvolutionAlgorithm::AMX,
             getAMXCost(op, round ? 1 : schedule::getAMXParts(kernelOp), unit) +
                 2 * getFilterCost(shape, taps, lanes));
  return best;
}

namespace {
struct ChooseAlgorithmPass
    : schedule::impl::ChooseAlgorithmPassBase<ChooseAlgorithmPass> {
  using ChooseAlgorithmPassBase::ChooseAlgorithmPassBase;

  void runOnOperation() override {
    std::optional<ConvolutionAlgorithm> forced;
    if (algorithm != "auto") {
      forced = kernel::symbolizeConvolutionAlgorithm(algorithm);
      if (!forced) {
        getOperation().emitError("there is no algorithm '") << algorithm << "'";
        return signalPassFailure();
      }
    }
    getOperation().walk([&](ConvolutionOpInterface op) { choose(op, forced); });
  }

private:
  void choose(ConvolutionOpInterface op,
              std::optional<ConvolutionAlgorithm> forced) {
    schedule::VectorUnit unit{vectorBytes, vectorRegisters, cacheBytes, amx};
    ConvolutionAlgorithm best =
        forced ? *forced : chooseCheapest(op, round, unit);
    bool isTiled = best == ConvolutionAlgorithm::AMX;
    bool canBe = isTiled ? isAMX(op) : schedule::isWinogradShape(op.getShape());
    if (forced && !canBe)
      return;
    op.setAlgorithm(best);
    if (isTiled && round)
      roundOperands(cast<kernel::KernelOpInterface>(op.getOperation()));
  }

  static void roundOperands(kernel::KernelOpInterface op) {
    kernel::roundYield(op.getLhsPrologue(), 0);
    kernel::roundYield(op.getRhsPrologue(), 0);
  }
};
} // namespace
