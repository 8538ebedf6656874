//===- Passes.td - nn to kernel, and the fusions --------------------------===//

#ifndef ANABRANCH_COMPILER_FUSION_PASSES
#define ANABRANCH_COMPILER_FUSION_PASSES

include "mlir/Pass/PassBase.td"

def ConvertNNToKernelPass : Pass<"convert-nn-to-kernel", "::mlir::ModuleOp"> {
  let summary = "Turn every nn op into one kernel";
  let description = [{
    ```mlir
    %y = nn.relu %x : tensor<?x8xf32>
    ```
    becomes
    ```mlir
    %y = kernel.elementwise inputs(%x : tensor<?x8xf32>) domain tensor<?x8xf32> epilogue {
    ^bb0(%e: f32):
      %zero = arith.constant 0.0 : f32
      %r = arith.maximumf %e, %zero : f32
      kernel.yield %r : f32
    } -> tensor<?x8xf32>
    ```
    Softmax and the losses become a few kernels, one for each row reduction.
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FuseActivationPass : Pass<"fuse-activation", "::mlir::ModuleOp"> {
  let summary = "Move bias, ReLU and other per-element code into the producer's epilogue";
  let description = [{
    An elementwise kernel whose only whole tensor comes from one kernel becomes part
    of that kernel's epilogue, where the element is still in registers.
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FuseSkipAddPass : Pass<"fuse-skip-add", "::mlir::ModuleOp"> {
  let summary = "Move the skip connection's add into the epilogue of the later branch";
  let description = [{
    As `fuse-activation`, for elementwise kernels that read other whole tensors too: they are
    read by the epilogue, element by element. The gradients that meet
    where a skip connection begins are added in the same way.
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FuseStatisticsPass : Pass<"fuse-statistics", "::mlir::ModuleOp"> {
  let summary = "Sum per channel in the epilogue that produces the tensor";
  let description = [{
    The batch statistics (forward) and the sums of the gradient that batch normalization
    needs (backward) ride on the kernel that makes the tensor, which is then not
    read for them.
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FuseAffinePass : Pass<"fuse-affine", "::mlir::ModuleOp"> {
  let summary = "Apply per-element code where its result is loaded";
  let description = [{
    The affine half of batch normalization, and any elementwise kernel of one whole
    tensor, moves into the prologues and epilogues of all its consumers and is
    computed again there: its result is never stored.
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

#endif // ANABRANCH_COMPILER_FUSION_PASSES
