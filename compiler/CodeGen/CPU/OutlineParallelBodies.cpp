//===- OutlineParallelBodies.cpp - Functions of the runtime's ABI ---------===//

#include "compiler/CodeGen/CPU/Passes.h"
#include "compiler/CodeGen/RawMemRef.h"
#include "dialects/Kernel/Kernel.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/IRMapping.h"

namespace anabranch::codegen::cpu {
#define GEN_PASS_DEF_OUTLINEPARALLELBODIESPASS
#include "compiler/CodeGen/CPU/Passes.h.inc"
} // namespace anabranch::codegen::cpu

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;

namespace {
/// Turns one kernel function into functions that take raw addresses.
class KernelOutliner {
public:
  KernelOutliner(func::FuncOp kernel, LLVM::LLVMFuncOp parallelFor,
                 const LLVMTypeConverter &types, int64_t &scratchBytes)
      : kernel(kernel), parallelFor(parallelFor), types(types),
        scratchBytes(scratchBytes), builder(kernel), loc(kernel.getLoc()),
        word(builder.getI64Type()),
        pointer(LLVM::LLVMPointerType::get(builder.getContext())) {}

  void run() {
    LLVM::LLVMFuncOp entry = makeFunction(kernel.getSymName(), {word, pointer},
                                          LLVM::Linkage::External);
    // The symbol's old owner goes first.
    IRMapping mapping;
    mapArguments(entry, mapping);
    SmallVector<std::string> names;
    kernel.walk([&](kernel::ParallelOp loop) {
      names.push_back(
          (kernel.getSymName() + "_body_" + Twine(names.size())).str());
      makeBody(loop, names.back());
      scratchBytes = std::max<int64_t>(scratchBytes, loop.getScratch());
    });
    builder.setInsertionPointToEnd(&entry.getBody().front());
    for (Operation &op : kernel.getBody().front().without_terminator())
      builder.clone(op, mapping);
    LLVM::ReturnOp::create(builder, loc, ValueRange());
    auto name = names.begin();
    entry.walk(
        [&](kernel::ParallelOp loop) { callBody(loop, entry, *name++); });
    kernel.erase();
  }

private:
  LLVM::LLVMFuncOp makeFunction(StringRef name, ArrayRef<Type> arguments,
                                LLVM::Linkage linkage) {
    builder.setInsertionPoint(kernel);
    auto type = LLVM::LLVMFunctionType::get(
        LLVM::LLVMVoidType::get(builder.getContext()), arguments);
    auto function = LLVM::LLVMFuncOp::create(builder, loc, name, type, linkage);
    function.addEntryBlock(builder);
    return function;
  }

  /// Maps the kernel's extent and memrefs to what the ABI's first two
  /// arguments, the extent and the array of addresses, hold.
  void mapArguments(LLVM::LLVMFuncOp function, IRMapping &mapping) {
    builder.setInsertionPointToEnd(&function.getBody().front());
    Value extent = function.getArgument(0), buffers = function.getArgument(1);
    mapping.map(kernel.getArgument(0),
                arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                           extent));
    for (BlockArgument argument : kernel.getArguments().drop_front()) {
      auto index = static_cast<int32_t>(argument.getArgNumber() - 1);
      Value place = LLVM::GEPOp::create(builder, loc, pointer, pointer, buffers,
                                        ArrayRef<LLVM::GEPArg>{index});
      Value address = LLVM::LoadOp::create(builder, loc, pointer, place);
      mapping.map(argument, makeRawMemRef(builder, loc, types,
                                          cast<MemRefType>(argument.getType()),
                                          address, extent));
    }
  }

  /// Replaces a loop by the call that runs its body.
  void callBody(kernel::ParallelOp loop, LLVM::LLVMFuncOp entry,
                StringRef body) {
    builder.setInsertionPoint(loop);
    auto toWord = [&](Value index) -> Value {
      return arith::IndexCastOp::create(builder, loc, word, index);
    };
    Value address = LLVM::AddressOfOp::create(builder, loc, pointer, body);
    Value begin = loop.getBegin()
                      ? toWord(loop.getBegin())
                      : LLVM::ConstantOp::create(builder, loc, word,
                                                 builder.getI64IntegerAttr(0));
    LLVM::CallOp::create(builder, loc, parallelFor,
                         ValueRange{address, entry.getArgument(0),
                                    entry.getArgument(1), begin,
                                    toWord(loop.getEnd())});
    loop.erase();
  }

  /// Clones what `value` is computed from, once.
  void cloneSlice(Value value, IRMapping &mapping) {
    Operation *definition = value.getDefiningOp();
    if (!definition || mapping.contains(value))
      return;
    for (Value operand : definition->getOperands())
      cloneSlice(operand, mapping);
    builder.clone(*definition, mapping);
  }

  LLVM::LLVMFuncOp makeBody(kernel::ParallelOp loop, StringRef name) {
    LLVM::LLVMFuncOp function = makeFunction(
        name, {word, pointer, word, pointer}, LLVM::Linkage::Internal);
    IRMapping mapping;
    mapArguments(function, mapping);
    Block &block = loop.getBody().front();
    mapping.map(block.getArgument(0),
                arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                           function.getArgument(2)));
    Value size = LLVM::ConstantOp::create(
        builder, loc, word,
        builder.getI64IntegerAttr(static_cast<int64_t>(loop.getScratch())));
    mapping.map(block.getArgument(1),
                makeRawMemRef(builder, loc, types,
                              cast<MemRefType>(block.getArgument(1).getType()),
                              function.getArgument(3), size));
    loop.walk([&](Operation *op) {
      for (Value operand : op->getOperands())
        if (operand.getParentRegion() == &kernel.getBody())
          cloneSlice(operand, mapping);
    });
    for (Operation &op : block.without_terminator())
      builder.clone(op, mapping);
    LLVM::ReturnOp::create(builder, loc, ValueRange());
    return function;
  }

  func::FuncOp kernel;
  LLVM::LLVMFuncOp parallelFor;
  const LLVMTypeConverter &types;
  int64_t &scratchBytes;
  OpBuilder builder;
  Location loc;
  Type word, pointer;
};

struct OutlineParallelBodiesPass
    : cpu::impl::OutlineParallelBodiesPassBase<OutlineParallelBodiesPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    OpBuilder builder(module.getBodyRegion());
    Type word = builder.getI64Type();
    Type pointer = LLVM::LLVMPointerType::get(&getContext());
    auto parallelFor = LLVM::LLVMFuncOp::create(
        builder, module.getLoc(), "anabranch_parallel_for",
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(&getContext()),
                                    {pointer, word, pointer, word, word}));
    LLVMTypeConverter types(&getContext());
    int64_t scratchBytes = 0;
    for (auto kernel :
         llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
      if (Attribute products = kernel->getAttr("kernel.matrix_unit"))
        module->setAttr("kernel.matrix_unit", products);
      KernelOutliner(kernel, parallelFor, types, scratchBytes).run();
    }
    module->setAttr("kernel.scratch_bytes",
                    builder.getI64IntegerAttr(scratchBytes));
  }
};
} // namespace
