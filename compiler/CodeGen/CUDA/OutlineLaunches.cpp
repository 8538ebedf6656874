//===- OutlineLaunches.cpp - Functions of the host and of the GPU ---------===//

#include "compiler/CodeGen/CUDA/Passes.h"
#include "compiler/CodeGen/RawMemRef.h"
#include "dialects/Kernel/Kernel.h"
#include "runtime/Model.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/IR/IRMapping.h"

namespace anabranch::codegen::cuda {
#define GEN_PASS_DEF_OUTLINELAUNCHESPASS
#include "compiler/CodeGen/CUDA/Passes.h.inc"
} // namespace anabranch::codegen::cuda

using namespace mlir;
using namespace anabranch;

/// Bytes of its blocks' memory that a launch says; none if they are not known.
static int64_t getSharedBytes(gpu::LaunchOp launch) {
  Value bytes = launch.getDynamicSharedMemorySize();
  return bytes ? getConstantIntValue(bytes).value_or(0) : 0;
}

namespace {
/// What generated code calls of the runtime (see runtime/Model.h).
struct RuntimeFunctions {
  LLVM::LLVMFuncOp launch, multiprocessors;
};

/// Splits one kernel function.
class LaunchOutliner {
public:
  LaunchOutliner(func::FuncOp kernel, gpu::GPUModuleOp device,
                 const RuntimeFunctions &runtime,
                 const LLVMTypeConverter &types)
      : kernel(kernel), device(device), runtime(runtime), types(types),
        builder(kernel), loc(kernel.getLoc()), word(builder.getI64Type()),
        pointer(LLVM::LLVMPointerType::get(builder.getContext())) {}

  void run() {
    builder.setInsertionPoint(kernel);
    auto type = LLVM::LLVMFunctionType::get(
        LLVM::LLVMVoidType::get(builder.getContext()), {word, pointer});
    auto entry = LLVM::LLVMFuncOp::create(builder, loc, kernel.getSymName(),
                                          type, LLVM::Linkage::External);
    Block *block = entry.addEntryBlock(builder);
    builder.setInsertionPointToEnd(block);
    IRMapping mapping;
    mapping.map(kernel.getArgument(0),
                arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                           entry.getArgument(0)));
    mapMultiprocessors(mapping, [&]() -> Value {
      return LLVM::CallOp::create(builder, loc, runtime.multiprocessors,
                                  ValueRange())
          .getResult();
    });
    for (auto [number, launch] :
         llvm::enumerate(kernel.getOps<gpu::LaunchOp>())) {
      std::string name =
          (kernel.getSymName() + "_launch_" + Twine(number)).str();
      callLaunch(launch, entry, name, mapping);
      OpBuilder::InsertionGuard guard(builder);
      makeDeviceFunction(launch, name);
    }
    LLVM::ReturnOp::create(builder, loc, ValueRange());
    kernel.erase();
  }

private:
  /// What a kernel.multiprocessors, if there is one, is in a function.
  void mapMultiprocessors(IRMapping &mapping, function_ref<Value()> getNumber) {
    Value number;
    for (auto op : kernel.getOps<kernel::MultiprocessorsOp>()) {
      if (!number)
        number = arith::IndexCastOp::create(
            builder, loc, builder.getIndexType(), getNumber());
      mapping.map(op.getResult(), number);
    }
  }

  /// Clones what `value` is computed from, once.
  Value cloneSlice(Value value, IRMapping &mapping) {
    if (Value known = mapping.lookupOrNull(value))
      return known;
    Operation *definition = value.getDefiningOp();
    for (Value operand : definition->getOperands())
      cloneSlice(operand, mapping);
    builder.clone(*definition, mapping);
    return mapping.lookup(value);
  }

  Value makeWord(int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, word,
                                    builder.getI64IntegerAttr(value));
  }

  /// A null-terminated text.
  Value makeText(const Twine &name, StringRef content) {
    std::string text = content.str();
    text.push_back('\0');
    OpBuilder outside(kernel);
    auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), text.size());
    auto global = LLVM::GlobalOp::create(
        outside, loc, type, /*isConstant=*/true, LLVM::Linkage::Internal,
        name.str(), builder.getStringAttr(text));
    return LLVM::AddressOfOp::create(builder, loc, global);
  }

  /// Calls `visit` for what a launch is computed from outside of it.
  void forEachOutside(gpu::LaunchOp launch, function_ref<void(Value)> visit) {
    launch.walk([&](Operation *op) {
      for (Value operand : op->getOperands())
        if (op != launch && operand.getParentRegion() == &kernel.getBody())
          visit(operand);
    });
  }

  /// A letter for each buffer: whether the launch uses it.
  std::string findUses(gpu::LaunchOp launch) {
    std::string uses(kernel.getNumArguments() - 1, ANABRANCH_UNUSED);
    char use = launch->hasAttr("kernel.part") ? ANABRANCH_PART : ANABRANCH_USED;
    SetVector<Value> values;
    forEachOutside(launch, [&](Value value) { values.insert(value); });
    for (size_t i = 0; i < values.size(); ++i) {
      if (auto argument = dyn_cast<BlockArgument>(values[i]))
        if (argument.getArgNumber() != 0)
          uses[argument.getArgNumber() - 1] = use;
      if (Operation *definition = values[i].getDefiningOp())
        values.insert_range(definition->getOperands());
    }
    return uses;
  }

  /// The device's function is found by its name at run time.
  void callLaunch(gpu::LaunchOp launch, LLVM::LLVMFuncOp entry, StringRef name,
                  IRMapping &mapping) {
    auto toWord = [&](Value index) -> Value {
      return arith::IndexCastOp::create(builder, loc, word,
                                        cloneSlice(index, mapping));
    };
    Value sharedBytes = makeWord(0);
    if (Value bytes = launch.getDynamicSharedMemorySize())
      sharedBytes =
          LLVM::ZExtOp::create(builder, loc, word, cloneSlice(bytes, mapping));
    LLVM::CallOp::create(
        builder, loc, runtime.launch,
        ValueRange{makeText(name + "_name", name),
                   toWord(launch.getGridSizeX()), toWord(launch.getGridSizeY()),
                   toWord(launch.getBlockSizeX()), sharedBytes,
                   entry.getArgument(0), entry.getArgument(1),
                   makeText(name + "_uses", findUses(launch))});
  }

  void makeDeviceFunction(gpu::LaunchOp launch, StringRef name) {
    // Behind the extent and the number of multiprocessors.
    constexpr unsigned firstAddress = 2;
    unsigned addresses = kernel.getNumArguments() - 1;
    SmallVector<Type> arguments(firstAddress, builder.getI32Type());
    arguments.append(addresses, pointer);
    builder.setInsertionPointToEnd(device.getBody());
    auto function = gpu::GPUFuncOp::create(
        builder, loc, name, builder.getFunctionType(arguments, {}));
    function->setAttr(gpu::GPUDialect::getKernelFuncAttrName(),
                      builder.getUnitAttr());
    if (std::optional<int64_t> threads =
            getConstantIntValue(launch.getBlockSizeX()))
      function.setKnownBlockSizeAttr(
          builder.getDenseI32ArrayAttr({static_cast<int32_t>(*threads), 1, 1}));
    StringRef leastBlocks = NVVM::NVVMDialect::getMinctasmAttrName();
    if (Attribute blocks = launch->getAttr(leastBlocks))
      function->setAttr(leastBlocks, blocks);
    if (launch.getDynamicSharedMemorySize())
      function->setAttr("kernel.shared_bytes",
                        builder.getI64IntegerAttr(getSharedBytes(launch)));
    builder.setInsertionPointToStart(&function.getBody().front());

    IRMapping mapping;
    Value extent = function.getArgument(0);
    mapping.map(kernel.getArgument(0),
                arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                           extent));
    mapMultiprocessors(mapping, [&] { return function.getArgument(1); });
    for (auto [argument, address] :
         llvm::zip_equal(kernel.getArguments().drop_front(),
                         function.getArguments().drop_front(firstAddress)))
      mapping.map(argument,
                  codegen::makeRawMemRef(builder, loc, types,
                                         cast<MemRefType>(argument.getType()),
                                         address, extent));
    auto getId = [&](auto op, gpu::Dimension dimension) -> Value {
      return decltype(op)::create(builder, loc, builder.getIndexType(),
                                  dimension);
    };
    mapping.map(launch.getBlockIds().x,
                getId(gpu::BlockIdOp(), gpu::Dimension::x));
    mapping.map(launch.getBlockIds().y,
                getId(gpu::BlockIdOp(), gpu::Dimension::y));
    mapping.map(launch.getThreadIds().x,
                getId(gpu::ThreadIdOp(), gpu::Dimension::x));
    forEachOutside(launch, [&](Value value) { cloneSlice(value, mapping); });
    for (Operation &op : launch.getBody().front().without_terminator())
      builder.clone(op, mapping);
    gpu::ReturnOp::create(builder, loc);
  }

  func::FuncOp kernel;
  gpu::GPUModuleOp device;
  const RuntimeFunctions &runtime;
  const LLVMTypeConverter &types;
  OpBuilder builder;
  Location loc;
  Type word, pointer;
};

struct OutlineLaunchesPass
    : codegen::cuda::impl::OutlineLaunchesPassBase<OutlineLaunchesPass> {
  using OutlineLaunchesPassBase::OutlineLaunchesPassBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto check = [&](gpu::LaunchOp launch) { return checkLaunch(launch); };
    if (module.walk(check).wasInterrupted())
      return signalPassFailure();
    OpBuilder builder(module.getBodyRegion());
    Type word = builder.getI64Type();
    Type pointer = LLVM::LLVMPointerType::get(&getContext());
    auto declare = [&](StringRef name, Type result, ArrayRef<Type> arguments) {
      return LLVM::LLVMFuncOp::create(
          builder, module.getLoc(), name,
          LLVM::LLVMFunctionType::get(result, arguments));
    };
    RuntimeFunctions runtime{
        declare("anabranch_launch", LLVM::LLVMVoidType::get(&getContext()),
                {pointer, word, word, word, word, word, pointer, pointer}),
        declare("anabranch_multiprocessors", word, {})};
    auto device = gpu::GPUModuleOp::create(builder, module.getLoc(), "device");
    module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                    builder.getUnitAttr());
    // A tensor has less than 2^31 elements, and 64-bit divisions are slow.
    LowerToLLVMOptions options(&getContext());
    options.overrideIndexBitwidth(32);
    LLVMTypeConverter types(&getContext(), options);
    device->setAttr("kernel.largest_batch",
                    builder.getI64IntegerAttr(getLargestBatch(module)));
    for (auto kernel :
         llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
      LaunchOutliner(kernel, device, runtime, types).run();
  }

private:
  /// What a GPU would refuse only when the kernel runs.
  WalkResult checkLaunch(gpu::LaunchOp launch) {
    int64_t taken = getSharedBytes(launch);
    if (taken <= sharedBytes)
      return WalkResult::advance();
    launch.emitOpError()
        << "takes " << taken
        << " bytes of shared memory, of which a block can have "
        << sharedBytes.getValue();
    return WalkResult::interrupt();
  }

  /// Examples at which no tensor, and no workspace, has more elements than an
  /// index can count.
  static int64_t getLargestBatch(ModuleOp module) {
    constexpr int64_t most = std::numeric_limits<int32_t>::max();
    int64_t largest = most;
    module.walk([&](kernel::LaunchOp launch) {
      auto kernel = module.lookupSymbol<func::FuncOp>(launch.getCallee());
      int64_t perExample = launch.getExtent().getPerExample();
      for (auto [type, place] : llvm::zip_equal(
               kernel.getArgumentTypes().drop_front(),
               launch.getSizes().getAsRange<kernel::ExtentAttr>())) {
        auto memref = cast<MemRefType>(type);
        if (memref.hasStaticShape())
          continue;
        int64_t elements = perExample;
        for (int64_t size : memref.getShape().drop_front())
          elements *= size;
        // A workspace has no shape, and holds numbers of at least four bytes.
        if (memref.getElementType().isInteger(8))
          elements = place.getPerExample() / int64_t(sizeof(float));
        if (elements > 0)
          largest = std::min(largest, most / elements);
      }
    });
    return largest;
  }
};
} // namespace
