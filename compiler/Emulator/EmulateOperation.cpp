//===- EmulateOperation.cpp - NVVM's operations as calls ------------------===//

#include "compiler/Emulator/EmulateOperation.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace anabranch;

namespace {
/// Calls of the emulator in one module.
class EmulatorCalls {
public:
  explicit EmulatorCalls(ModuleOp module) : module(module) {}

  LogicalResult emulate(Operation *op) {
    return llvm::TypeSwitch<Operation *, LogicalResult>(op)
        .Case([&](NVVM::ThreadIdXOp op) { return call(op, "thread"); })
        .Case([&](NVVM::BlockIdXOp op) { return call(op, "block_x"); })
        .Case([&](NVVM::BlockIdYOp op) { return call(op, "block_y"); })
        .Case([&](NVVM::Barrier0Op op) { return call(op, "barrier"); })
        .Case([&](NVVM::BarrierOp op) { return call(op, "group_barrier"); })
        .Case([&](NVVM::FenceProxyOp op) { return call(op, "fence_proxy"); })
        .Case([&](NVVM::WgmmaMmaAsyncOp op) { return callWgmma(op); })
        .Case([&](NVVM::WgmmaGroupSyncAlignedOp op) {
          return call(op, "wgmma_commit");
        })
        .Case([&](NVVM::WgmmaWaitGroupSyncOp op) {
          return callWait(op, "wgmma_wait", op.getGroup());
        })
        .Case([&](NVVM::CpAsyncCommitGroupOp op) {
          return call(op, "commit_copies");
        })
        .Case([&](NVVM::CpAsyncWaitGroupOp op) {
          return callWait(op, "await_copies", op.getN());
        })
        .Case<NVVM::WgmmaFenceAlignedOp, NVVM::SetMaxRegisterOp>(
            [](Operation *op) {
              // Products follow each other, and registers do not run out.
              op->erase();
              return success();
            })
        .Case(
            [&](NVVM::MBarrierInitOp op) { return call(op, "barrier_object"); })
        .Case([&](NVVM::MBarrierArriveOp op) { return call(op, "arrive"); })
        .Case([&](NVVM::MBarrierArriveExpectTxOp op) {
          return call(op, "expect");
        })
        .Case([&](NVVM::CpAsyncOp op) { return callCopy(op); })
        .Case([&](NVVM::CpAsyncMBarrierArriveOp op) {
          return call(op, "arrive_with_copies");
        })
        .Case([&](NVVM::SyncWarpOp op) { return call(op, "warp_barrier"); })
        .Case([&](NVVM::ShflOp op) { return callExchange(op); })
        .Case([&](NVVM::CpAsyncBulkGlobalToSharedClusterOp op) {
          return call(op, "copy_bulk");
        })
        .Case(
            [&](NVVM::MBarrierTryWaitParityOp op) { return call(op, "await"); })
        .Case([&](NVVM::LdMatrixOp op) { return callLdMatrix(op); })
        .Case([&](NVVM::MmaOp op) { return callMma(op); })
        .Case([&](LLVM::AddressOfOp op) {
          auto type = cast<LLVM::LLVMPointerType>(op.getType());
          return type.getAddressSpace() == 0 ? success() : callShared(op);
        })
        .Default(
            [](Operation *op) { return op->emitOpError("has no emulation"); });
  }

private:
  /// Declares a function of the emulator once.
  LLVM::LLVMFuncOp declare(StringRef name, ArrayRef<Type> arguments,
                           Type result) {
    std::string symbol = ("anabranch_emulated_" + name).str();
    if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(symbol))
      return known;
    OpBuilder builder(module.getBodyRegion());
    return LLVM::LLVMFuncOp::create(
        builder, module.getLoc(), symbol,
        LLVM::LLVMFunctionType::get(result, arguments));
  }

  LogicalResult call(Operation *op, StringRef name) {
    OpBuilder builder(op);
    Type result = op->getNumResults() == 0
                      ? LLVM::LLVMVoidType::get(module.getContext())
                      : op->getResult(0).getType();
    // To the emulator all memory is one.
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(
          isa<LLVM::LLVMPointerType>(operand.getType())
              ? LLVM::AddrSpaceCastOp::create(
                    builder, op->getLoc(),
                    LLVM::LLVMPointerType::get(module.getContext()), operand)
                    .getResult()
              : operand);
    auto call = LLVM::CallOp::create(
        builder, op->getLoc(),
        declare(name, SmallVector<Type>(ValueRange(operands).getTypes()),
                result),
        operands);
    op->replaceAllUsesWith(call);
    op->erase();
    return success();
  }

  Value makeWord(OpBuilder &builder, Location loc, int64_t value) {
    return LLVM::ConstantOp::create(
        builder, loc, builder.getI32Type(),
        builder.getI32IntegerAttr(static_cast<int32_t>(value)));
  }

  /// Memory for `count` numbers, which hold `values`.
  Value makeArray(OpBuilder &builder, Location loc, Type type, int64_t count,
                  ValueRange values) {
    Type pointer = LLVM::LLVMPointerType::get(module.getContext());
    Value array;
    {
      // In the entry block, memory is taken once.
      OpBuilder::InsertionGuard guard(builder);
      auto function =
          cast<LLVM::LLVMFuncOp>(builder.getInsertionBlock()->getParentOp());
      builder.setInsertionPointToStart(&function.getBody().front());
      array = LLVM::AllocaOp::create(builder, loc, pointer, type,
                                     makeWord(builder, loc, count));
    }
    for (auto [i, value] : llvm::enumerate(values))
      LLVM::StoreOp::create(builder, loc, value,
                            getPlace(builder, loc, type, array, i));
    return array;
  }

  Value getPlace(OpBuilder &builder, Location loc, Type type, Value array,
                 size_t i) {
    return LLVM::GEPOp::create(builder, loc, array.getType(), type, array,
                               ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(i)});
  }

  /// Replaces an op by the numbers in `array`: one, or a structure of them.
  void replaceByArray(OpBuilder &builder, Operation *op, Type type,
                      Value array) {
    Location loc = op->getLoc();
    auto load = [&](size_t i) -> Value {
      return LLVM::LoadOp::create(builder, loc, type,
                                  getPlace(builder, loc, type, array, i));
    };
    auto structure = dyn_cast<LLVM::LLVMStructType>(op->getResult(0).getType());
    Value result;
    if (!structure) {
      result = load(0);
    } else {
      result = LLVM::PoisonOp::create(builder, loc, structure);
      for (size_t i = 0; i < structure.getBody().size(); ++i)
        result = LLVM::InsertValueOp::create(builder, loc, result, load(i),
                                             static_cast<int64_t>(i));
    }
    op->getResult(0).replaceAllUsesWith(result);
    op->erase();
  }

  LogicalResult callWait(Operation *op, StringRef name, uint64_t groups) {
    OpBuilder builder(op);
    Type word = builder.getI32Type();
    LLVM::CallOp::create(
        builder, op->getLoc(),
        declare(name, {word}, LLVM::LLVMVoidType::get(module.getContext())),
        makeWord(builder, op->getLoc(), static_cast<int64_t>(groups)));
    op->erase();
    return success();
  }

  LogicalResult callCopy(NVVM::CpAsyncOp op) {
    constexpr uint32_t bytes = 16;
    if (op.getSize() != bytes || !op.getCpSize())
      return op.emitOpError("has no emulation but for 16 bytes or a part");
    return call(op, "copy_async");
  }

  LogicalResult callExchange(NVVM::ShflOp op) {
    if (op.getKind() != NVVM::ShflKind::bfly || !op.getVal().getType().isF32())
      return op.emitOpError("has no emulation but for pairs' f32");
    return call(op, "exchange");
  }

  LogicalResult callLdMatrix(NVVM::LdMatrixOp op) {
    OpBuilder builder(op);
    Location loc = op.getLoc();
    Type pointer = LLVM::LLVMPointerType::get(module.getContext());
    Type word = builder.getI32Type();
    Value results = makeArray(builder, loc, word, op.getNum(), {});
    Value row =
        LLVM::AddrSpaceCastOp::create(builder, loc, pointer, op.getPtr());
    bool isTransposed = op.getLayout() == NVVM::MMALayout::col;
    LLVM::CallOp::create(
        builder, loc,
        declare("ldmatrix", {pointer, word, word, pointer},
                LLVM::LLVMVoidType::get(module.getContext())),
        ValueRange{row, makeWord(builder, loc, op.getNum()),
                   makeWord(builder, loc, isTransposed ? 1 : 0), results});
    replaceByArray(builder, op, word, results);
    return success();
  }

  LogicalResult callMma(NVVM::MmaOp op) {
    OpBuilder builder(op);
    Location loc = op.getLoc();
    Type pointer = LLVM::LLVMPointerType::get(module.getContext());
    Type f32 = builder.getF32Type();
    if (op.getMultiplicandAPtxType() != NVVM::MMATypes::bf16 ||
        op.getShape().getM() != 16 || op.getShape().getN() != 8 ||
        op.getShape().getK() != 16)
      return op.emitOpError("has no emulation but for bf16 m16n8k16");
    auto sums = static_cast<int64_t>(op.getOperandC().size());
    Value arrays[] = {makeArray(builder, loc, builder.getI32Type(),
                                static_cast<int64_t>(op.getOperandA().size()),
                                op.getOperandA()),
                      makeArray(builder, loc, builder.getI32Type(),
                                static_cast<int64_t>(op.getOperandB().size()),
                                op.getOperandB()),
                      makeArray(builder, loc, f32, sums, op.getOperandC()),
                      makeArray(builder, loc, f32, sums, {})};
    LLVM::CallOp::create(builder, loc,
                         declare("mma", {pointer, pointer, pointer, pointer},
                                 LLVM::LLVMVoidType::get(module.getContext())),
                         ValueRange(arrays));
    replaceByArray(builder, op, f32, arrays[3]);
    return success();
  }

  LogicalResult callWgmma(NVVM::WgmmaMmaAsyncOp op) {
    OpBuilder builder(op);
    Location loc = op.getLoc();
    Type pointer = LLVM::LLVMPointerType::get(module.getContext());
    Type f32 = builder.getF32Type(), word = builder.getI32Type();
    if (op.getTypeA() != NVVM::WGMMATypes::bf16 ||
        op.getTypeD() != NVVM::WGMMATypes::f32 ||
        op.getScaleD() != NVVM::WGMMAScaleOut::one)
      return op.emitOpError("has no emulation but for bf16 added to f32");
    auto structure = cast<LLVM::LLVMStructType>(op.getInouts().getType());
    SmallVector<Value> sums;
    for (size_t i = 0; i < structure.getBody().size(); ++i)
      sums.push_back(LLVM::ExtractValueOp::create(builder, loc, op.getInouts(),
                                                  static_cast<int64_t>(i)));
    Value array =
        makeArray(builder, loc, f32, static_cast<int64_t>(sums.size()), sums);
    auto makeFlag = [&](bool value) {
      return makeWord(builder, loc, value ? 1 : 0);
    };
    Type descriptor = builder.getI64Type();
    LLVM::CallOp::create(
        builder, loc,
        declare("wgmma", {descriptor, descriptor, word, word, word, pointer},
                LLVM::LLVMVoidType::get(module.getContext())),
        ValueRange{op.getDescriptorA(), op.getDescriptorB(),
                   makeWord(builder, loc, op.getShape().getN()),
                   makeFlag(op.getLayoutA() == NVVM::MMALayout::row),
                   makeFlag(op.getLayoutB() == NVVM::MMALayout::col), array});
    replaceByArray(builder, op, f32, array);
    return success();
  }

  LogicalResult callShared(LLVM::AddressOfOp op) {
    OpBuilder builder(op);
    Type pointer = LLVM::LLVMPointerType::get(module.getContext());
    Value address =
        LLVM::CallOp::create(builder, op.getLoc(),
                             declare("shared", {}, pointer), ValueRange())
            .getResult();
    op.replaceAllUsesWith(LLVM::AddrSpaceCastOp::create(builder, op.getLoc(),
                                                        op.getType(), address)
                              .getResult());
    op->erase();
    return success();
  }

  ModuleOp module;
};
} // namespace

LogicalResult emulator::emulateOperation(Operation *op) {
  if (!isa<NVVM::NVVMDialect>(op->getDialect()) && !isa<LLVM::AddressOfOp>(op))
    return success();
  return EmulatorCalls(op->getParentOfType<ModuleOp>()).emulate(op);
}
