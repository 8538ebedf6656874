//===- BuildFetchKernels.cpp - A batch from a data set on the GPU ---------===//

#include "compiler/CodeGen/CUDA/Device/DeviceLaunch.h"
#include "compiler/CodeGen/CUDA/Passes.h"
#include "compiler/CodeGen/RawMemRef.h"
#include "compiler/Schedule/CUDA/ElementTiling.h"
#include "dialects/NN/RawInputs.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace anabranch::codegen::cuda {
#define GEN_PASS_DEF_BUILDFETCHKERNELSPASS
#include "compiler/CodeGen/CUDA/Passes.h.inc"
} // namespace anabranch::codegen::cuda

using namespace mlir;
using namespace anabranch;
using namespace anabranch::codegen;
using kernel::Encoding;

namespace {
/// Writes one kernel.
class FetchBuilder {
public:
  FetchBuilder(Encoding encoding, RankedTensorType example,
               const LLVMTypeConverter &types, LoopBuilder &loops)
      : encoding(encoding), elements(example.getNumElements()),
        type(example.getElementType()), types(types), loops(loops) {
    // As many as one store moves. A one-hot row is short.
    int64_t lanes =
        schedule::deviceVectorBytes * 8 / type.getIntOrFloatBitWidth();
    if (encoding != Encoding::ClassIndex && elements % lanes == 0)
      this->lanes = lanes;
  }

  /// A function of the number of examples, their addresses and the batch.
  func::FuncOp build(StringRef name) {
    OpBuilder &builder = loops.builder;
    int64_t dynamic = ShapedType::kDynamic;
    Type index = builder.getIndexType();
    auto function = func::FuncOp::create(
        builder, loops.location, name,
        builder.getFunctionType(
            {index, MemRefType::get({dynamic}, builder.getI64Type()),
             MemRefType::get({dynamic, elements}, type)},
            {}));
    function.setPrivate();
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(function.addEntryBlock());
    Value extent = function.getArgument(0);
    constexpr int64_t threads = 256;
    Value count = loops.mul(extent, elements / lanes);
    cuda::LaunchShape shape;
    shape.blocks = loops.ceilDiv(count, threads);
    shape.threads = threads;
    cuda::launch(loops, shape, [&](const cuda::Thread &thread) {
      Value number = loops.add(loops.mul(thread.block, threads), thread.number);
      loops.when(loops.less(number, count), [&] {
        Value example = loops.div(number, elements / lanes);
        Value first = loops.mul(loops.rem(number, elements / lanes), lanes);
        fetch(function.getArgument(1), function.getArgument(2), example, first);
      });
    });
    func::ReturnOp::create(builder, loops.location);
    return function;
  }

private:
  Lanes getLanes() const { return cuda::getLanes(lanes); }

  /// The `count` numbers of `element` at an example's address. Its bytes may
  /// lie beyond what an index of 32 bits counts.
  Value viewExample(Value addresses, Value example, Type element,
                    int64_t count) {
    OpBuilder &builder = loops.builder;
    Value address = memref::LoadOp::create(builder, loops.location, addresses,
                                           ValueRange(example));
    Value pointer = LLVM::IntToPtrOp::create(
        builder, loops.location,
        LLVM::LLVMPointerType::get(builder.getContext()), address);
    return makeRawMemRef(builder, loops.location, types,
                         MemRefType::get({count}, element), pointer, Value());
  }

  Type overLanes(Type element) { return getLanesType(element, getLanes()); }

  void fetch(Value addresses, Value batch, Value example, Value first) {
    Value value;
    switch (encoding) {
    case Encoding::Plain:
      value = load(viewExample(addresses, example, type, elements), first,
                   type.getIntOrFloatBitWidth() / 8);
      break;
    case Encoding::ScaledBytes:
    case Encoding::RawBytes:
      value = convertBytes(load(
          viewExample(addresses, example, loops.builder.getI8Type(), elements),
          first, 1));
      break;
    case Encoding::ClassIndex:
      value = compareClass(
          viewExample(addresses, example, loops.builder.getI32Type(), 1),
          first);
      break;
    }
    store(value, batch, example, first);
  }

  /// Examples begin at multiples of what a vector takes.
  Value load(Value memref, Value first, int64_t elementBytes) {
    Value value = loadLanes(loops, memref, ValueRange(first), getLanes());
    if (auto load = value.getDefiningOp<vector::LoadOp>())
      load.setAlignment(static_cast<uint64_t>(lanes * elementBytes));
    return value;
  }

  void store(Value value, Value batch, Value example, Value first) {
    OpBuilder &builder = loops.builder;
    if (lanes == 1)
      memref::StoreOp::create(builder, loops.location, value, batch,
                              ValueRange{example, first});
    else
      vector::StoreOp::create(builder, loops.location, value, batch,
                              ValueRange{example, first})
          .setAlignment(schedule::deviceVectorBytes);
  }

  Value convertBytes(Value bytes) {
    OpBuilder &builder = loops.builder;
    Value number = arith::UIToFPOp::create(builder, loops.location,
                                           overLanes(type), bytes);
    if (encoding == Encoding::RawBytes)
      return number;
    return arith::DivFOp::create(builder, loops.location, number,
                                 splat(loops, type, 255, getLanes()));
  }

  Value compareClass(Value labels, Value element) {
    OpBuilder &builder = loops.builder;
    Value label = memref::LoadOp::create(builder, loops.location, labels,
                                         ValueRange(loops.index(0)));
    Value isOne =
        loops.equal(arith::IndexCastOp::create(builder, loops.location,
                                               builder.getIndexType(), label),
                    element);
    return arith::SelectOp::create(builder, loops.location, isOne,
                                   splat(loops, type, 1, getLanes()),
                                   splat(loops, type, 0, getLanes()));
  }

  Encoding encoding;
  int64_t elements, lanes = 1;
  Type type;
  const LLVMTypeConverter &types;
  LoopBuilder &loops;
};

struct BuildFetchKernelsPass
    : codegen::cuda::impl::BuildFetchKernelsPassBase<BuildFetchKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto predict = module.lookupSymbol<kernel::ProgramOp>("predict");
    size_t modelInputs = predict ? predict.getInputs().size() : 0;
    for (StringRef name : {"train", "evaluate"}) {
      auto program = module.lookupSymbol<kernel::ProgramOp>(name);
      if (!program)
        continue;
      for (auto [number, input] : llvm::enumerate(
               program.getInputs().getAsRange<kernel::PlacedTensorAttr>()))
        if (number >= modelInputs)
          buildTarget(input.getType());
        else
          buildInput(input.getType(), nn::readsRawBytes(module, number));
    }
  }

private:
  static RankedTensorType getExample(RankedTensorType tensor) {
    return RankedTensorType::get(
        {ShapedType::getNumElements(tensor.getShape().drop_front())},
        tensor.getElementType());
  }

  /// The kernels for an input of the model, where they are not there yet.
  void buildInput(RankedTensorType tensor, bool readsRawBytes) {
    RankedTensorType example = getExample(tensor);
    build(Encoding::Plain, example);
    if (isa<FloatType>(example.getElementType()))
      build(readsRawBytes ? Encoding::RawBytes : Encoding::ScaledBytes,
            example);
  }

  /// Those for a target or a weight.
  void buildTarget(RankedTensorType tensor) {
    RankedTensorType example = getExample(tensor);
    build(Encoding::Plain, example);
    if (isa<FloatType>(example.getElementType()) && tensor.getRank() == 2 &&
        example.getNumElements() > 1)
      build(Encoding::ClassIndex, example);
  }

  void build(Encoding encoding, RankedTensorType example) {
    std::string name;
    llvm::raw_string_ostream(name)
        << "fetch_" << kernel::stringifyEncoding(encoding) << "_"
        << example.getNumElements() << "x" << example.getElementType();
    if (getOperation().lookupSymbol(name))
      return;
    OpBuilder builder = OpBuilder::atBlockEnd(getOperation().getBody());
    LoopBuilder loops(builder, getOperation().getLoc());
    LowerToLLVMOptions options(&getContext());
    options.overrideIndexBitwidth(32); // as that of all of the device's code
    LLVMTypeConverter types(&getContext(), options);
    FetchBuilder(encoding, example, types, loops).build(name);
    kernel::FetchOp::create(builder, getOperation().getLoc(), name, encoding,
                            example);
  }
};
} // namespace
