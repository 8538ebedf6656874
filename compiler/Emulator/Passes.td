//===- Passes.td - The GPU's code for the CPU -----------------------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_PASSES
#define ANABRANCH_COMPILER_EMULATOR_PASSES

include "mlir/Pass/PassBase.td"

def EmulateDevicePass : Pass<"emulate-device", "::mlir::ModuleOp"> {
  let summary = "Make the GPU's functions the host's, with calls for what only a GPU does";
  let description = [{
    It is how tests run CUDA code on any machine: each of NVVM's ops becomes a call of a function that
    does the same (compiler/Emulator/DeviceEmulator.h). A function takes its addresses from an array.
    Launches may get the function itself instead of its name.

    ```mlir
    gpu.module @device {
      llvm.func @f_launch_0(%extent: i32, %multiprocessors: i32, %x: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel} {
        %thread = nvvm.read.ptx.sreg.tid.x : i32
        llvm.store %thread, %x : i32, !llvm.ptr
        llvm.return
      }
    }
    ```
    becomes
    ```mlir
    llvm.func @anabranch_emulated_thread() -> i32
    llvm.func @f_launch_0(%arg0: i32, %arg1: i32, %arg2: !llvm.ptr) {
      %0 = llvm.getelementptr %arg2[0] : (!llvm.ptr) -> !llvm.ptr, !llvm.ptr
      %1 = llvm.load %0 : !llvm.ptr -> !llvm.ptr
      %2 = llvm.call @anabranch_emulated_thread() : () -> i32
      llvm.store %2, %1 : i32, !llvm.ptr
      llvm.return
    }
    ```
  }];
  let options = [
    Option<"passFunctions", "pass-functions", "bool", "false", "give launches functions instead of names">
  ];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // ANABRANCH_COMPILER_EMULATOR_PASSES
