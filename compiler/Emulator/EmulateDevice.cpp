//===- EmulateDevice.cpp - The GPU's functions as the host's --------------===//

#include "compiler/Emulator/EmulateOperation.h"
#include "compiler/Emulator/Passes.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace anabranch::emulator {
#define GEN_PASS_DEF_EMULATEDEVICEPASS
#include "compiler/Emulator/Passes.h.inc"
} // namespace anabranch::emulator

using namespace mlir;
using namespace anabranch;

namespace {
struct EmulateDevicePass
    : emulator::impl::EmulateDevicePassBase<EmulateDevicePass> {
  using EmulateDevicePassBase::EmulateDevicePassBase;

  void runOnOperation() override {
    for (auto device : llvm::make_early_inc_range(
             getOperation().getOps<gpu::GPUModuleOp>())) {
      for (auto function :
           llvm::make_early_inc_range(device.getOps<LLVM::LLVMFuncOp>())) {
        if (function.getNumArguments() < firstAddress) {
          function.emitOpError("takes no extent and number of multiprocessors");
          return signalPassFailure();
        }
        function->moveBefore(device);
        takeArray(function);
        function.walk([&](Operation *op) {
          if (failed(emulator::emulateOperation(op)))
            signalPassFailure();
        });
      }
      device.erase();
    }
    if (!passFunctions)
      return;
    getOperation().walk([&](LLVM::CallOp call) {
      if (call.getCallee() != "anabranch_launch")
        return;
      auto name = call.getOperand(0).getDefiningOp<LLVM::AddressOfOp>();
      StringRef function = name.getGlobalName();
      function.consume_back("_name");
      name.setGlobalName(function);
    });
  }

private:
  /// Of a function's arguments, behind the extent and the number of
  /// multiprocessors.
  static constexpr unsigned firstAddress = 2;

  /// Replaces the addresses that a function takes by an array of them.
  void takeArray(LLVM::LLVMFuncOp function) {
    OpBuilder builder(&function.getBody().front(),
                      function.getBody().front().begin());
    Location loc = function.getLoc();
    Type pointer = LLVM::LLVMPointerType::get(&getContext());
    Block &entry = function.getBody().front();
    unsigned count = entry.getNumArguments();
    Value array = entry.addArgument(pointer, loc);
    for (unsigned i = firstAddress; i < count; ++i) {
      Value place = LLVM::GEPOp::create(
          builder, loc, pointer, pointer, array,
          ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(i - firstAddress)});
      entry.getArgument(i).replaceAllUsesWith(
          LLVM::LoadOp::create(builder, loc, pointer, place));
    }
    entry.eraseArguments(firstAddress, count - firstAddress);
    function.setFunctionType(
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(&getContext()),
                                    llvm::to_vector(entry.getArgumentTypes())));
    function->removeAttr("gpu.kernel");
    function->removeAttr("nvvm.kernel");
  }
};
} // namespace
