//===- PackFilter.cpp - Filters as blocks of threads multiply them --------===//
//
// Blocks of warpgroups copy slices of a filter to shared memory as they lie in
// global memory; the others load it as it is, but rounded.
//
//===----------------------------------------------------------------------===//

#include "compiler/CodeGen/CUDA/Kernels.h"
#include "compiler/CodeGen/CUDA/Operands/ConvolutionOperands.h"
#include "compiler/CodeGen/CUDA/Operands/PhaseFilter.h"
#include "compiler/CodeGen/CUDA/Operands/SharedSlices.h"
#include "compiler/CodeGen/CUDA/Results/ElementLaunch.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using namespace anabranch::codegen::cuda;
using schedule::ConvolutionProducts;
using schedule::PhaseProduct;

namespace {
class FilterPacker {
public:
  FilterPacker(kernel::PackFilterOp op, LoopBuilder &loops,
               const schedule::DeviceUnit &device)
      : op(op), loops(loops),
        filter(cast<ShapedType>(op.getRhs().front().getType())),
        packed(op.getDestinations().front()),
        element(op.getDomain().getElementType()),
        products(schedule::planProducts(op.getShape(), op.getInputGrad(),
                                        element, device)) {}

  void generate() {
    if (!products.isPacked)
      return round();
    int64_t begin = 0;
    products.forEachPhase([&](int64_t y, int64_t x) {
      PhaseProduct phase = products.getPhase(y, x);
      if (int64_t size = products.getPackedSize(phase))
        packPhase(phase, begin, size);
      begin += products.getPackedSize(phase);
    });
  }

private:
  /// Calls `body` for the first element of each of `size` / `lanes` vectors.
  void forEachVector(int64_t size, int64_t lanes,
                     function_ref<void(Value first)> body) {
    constexpr int64_t threads = 256;
    int64_t vectors = size / lanes;
    LaunchShape shape{loops.index((vectors + threads - 1) / threads),
                      1,
                      threads,
                      /*sharedBytes=*/0,
                      /*leastBlocks=*/std::nullopt,
                      /*isPart=*/true};
    launch(loops, shape, [&](const Thread &thread) {
      Value number = loops.add(loops.mul(thread.block, threads), thread.number);
      loops.when(loops.less(number, loops.index(vectors)),
                 [&] { body(loops.mul(number, lanes)); });
    });
  }

  /// What the prologue makes of the lanes at a place of the filter.
  Value compute(ValueRange indices, int64_t lanes) {
    return loadWithPrologue(loops, op.getRhs(), op.getRhsPrologue(), indices,
                            getLanes(lanes));
  }

  /// Keeps the filter's order.
  void round() {
    int64_t channels = filter.getShape().back();
    int64_t lanes = getOperandLanes(op.getRhs(), channels);
    forEachVector(filter.getNumElements(), lanes, [&](Value first) {
      Value channel = loops.rem(first, channels);
      SmallVector<Value> indices =
          getRowIndices(loops, filter, loops.div(first, channels));
      indices.push_back(channel);
      storeLanes(loops, compute(indices, lanes), packed, indices,
                 getLanes(lanes));
    });
  }

  /// Writes a phase's slices, block of columns after block of columns, each in
  /// the order of SharedSlices.
  void packPhase(const PhaseProduct &phase, int64_t begin, int64_t size) {
    PhaseFilter source(op, products, phase, op.getInputGrad(), loops);
    ProductOperand operand = source.getOperand();
    int64_t perPiece =
        SharedSlices::pieceBytes * 8 / element.getIntOrFloatBitWidth();
    int64_t lanes = std::gcd(operand.lanes, perPiece);
    int64_t lines =
        operand.alongDepth ? phase.tiling.columns : phase.tiling.depth;
    forEachVector(size, lanes, [&](Value first) {
      Value slice = loops.div(first, phase.getFilterSlice());
      Value inSlice = loops.rem(first, phase.getFilterSlice());
      Value block = loops.div(slice, phase.getSlices());
      source.setColumns(loops.div(block, products.getColumnBlocks()),
                        loops.rem(block, products.getColumnBlocks()));
      Value piece = loops.div(inSlice, lines * perPiece);
      Value line = loops.rem(loops.div(inSlice, perPiece), lines);
      Value place =
          loops.add(loops.mul(piece, perPiece), loops.rem(inSlice, perPiece));
      if (!operand.alongDepth)
        std::swap(place, line);
      OperandPlace found =
          operand.locate(line, loops.rem(slice, phase.getSlices()), place);
      Value zero = splat(loops, element, 0, getLanes(lanes));
      Value factor =
          arith::SelectOp::create(loops.builder, loops.location, found.inside,
                                  compute(found.indices, lanes), zero);
      storeLanes(loops, factor, packed, loops.add(first, begin),
                 getLanes(lanes));
    });
  }

  kernel::PackFilterOp op;
  LoopBuilder &loops;
  ShapedType filter;
  Value packed;
  Type element;
  ConvolutionProducts products;
};
} // namespace

void cuda::generate(kernel::PackFilterOp op, Value, LoopBuilder &loops,
                    const schedule::DeviceUnit &device) {
  FilterPacker(op, loops, device).generate();
}
