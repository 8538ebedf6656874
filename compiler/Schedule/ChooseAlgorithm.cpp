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

/// The cheapest algorithm. An input's gradient costs as much as a convolution
/// that makes as many channels.
static ConvolutionAlgorithm chooseCheapest(const ConvolutionShape &shape,
                                           bool kernelGrad, int64_t lanes) {
  ConvolutionAlgorithm best = ConvolutionAlgorithm::Direct;
  int64_t taps = shape.filterHeight * shape.filterWidth;
  double bestCost =
      getDirectCost(shape, lanes) + getFilterCost(shape, taps, lanes);
  for (ConvolutionAlgorithm algorithm :
       {ConvolutionAlgorithm::Winograd2, ConvolutionAlgorithm::Winograd4}) {
    schedule::WinogradTile tile =
        schedule::makeForwardTile(shape, static_cast<int64_t>(algorithm));
    double cost = getWinogradCost(shape, kernelGrad, tile, lanes) +
                  getFilterCost(shape, tile.getPoints(), lanes) +
                  getLoopCost(shape);
    if (cost < bestCost) {
      bestCost = cost;
      best = algorithm;
    }
  }
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
    getOperation().walk([&](ConvolutionOpInterface op) {
      ConvolutionShape shape = op.getShape();
      bool isAMX = forced ? *forced == ConvolutionAlgorithm::AMX : bool(amx);
      if (isAMX && schedule::isAMXShape(shape))
        return multiplyTiles(op);
      if (!isAMX && schedule::isWinogradShape(shape))
        op.setAlgorithm(forced.value_or(chooseForVectors(op)));
    });
  }

private:
  /// Products are of bf16 then, and summed in f32.
  static void multiplyTiles(ConvolutionOpInterface op) {
    auto kernelOp = cast<kernel::KernelOpInterface>(op.getOperation());
    if (!kernelOp.getDomain().getElementType().isF32())
      return;
    op.setAlgorithm(ConvolutionAlgorithm::AMX);
    kernel::roundYield(kernelOp.getLhsPrologue(), 0);
    kernel::roundYield(kernelOp.getRhsPrologue(), 0);
  }

  ConvolutionAlgorithm chooseForVectors(ConvolutionOpInterface op) {
    ConvolutionShape shape = op.getShape();
    auto kernelOp = cast<kernel::KernelOpInterface>(op.getOperation());
    schedule::VectorUnit unit;
    unit.bytes = vectorBytes;
    int64_t lanes =
        unit.getLanes(kernelOp.getDomain().getElementTypeBitWidth() / 8);
    if (isa<kernel::ConvolutionInputGradOp>(op))
      std::swap(shape.inputChannels, shape.outputChannels);
    return chooseCheapest(shape, isa<kernel::ConvolutionKernelGradOp>(op),
                          lanes);
  }
};
} // namespace
