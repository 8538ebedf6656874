//===- SpecializeBatch.cpp - A program for single examples ----------------===//

#include "compiler/Schedule/Passes.h"
#include "dialects/Kernel/Kernel.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AttrTypeSubElements.h"

namespace anabranch::schedule {
#define GEN_PASS_DEF_SPECIALIZEBATCHPASS
#include "compiler/Schedule/Passes.h.inc"
} // namespace anabranch::schedule

using namespace mlir;
using namespace anabranch;

namespace {
struct SpecializeBatchPass
    : schedule::impl::SpecializeBatchPassBase<SpecializeBatchPass> {
  void runOnOperation() override {
    auto predict = getOperation().lookupSymbol<func::FuncOp>("predict");
    if (!predict)
      return;
    func::FuncOp single = predict.clone();
    single.setName("predict_single");
    getOperation().insert(std::next(Block::iterator(predict)), single);
    // Only the batch is dynamic, so every such type is a batch's.
    AttrTypeReplacer replacer;
    replacer.addReplacement([](RankedTensorType type) -> std::optional<Type> {
      if (type.hasStaticShape())
        return std::nullopt;
      SmallVector<int64_t> shape = llvm::to_vector(type.getShape());
      shape.front() = 1;
      return type.clone(shape);
    });
    replacer.recursivelyReplaceElementsIn(single, /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false,
                                          /*replaceTypes=*/true);
  }
};
} // namespace
