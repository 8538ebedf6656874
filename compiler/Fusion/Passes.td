//===- Passes.td - nn to kernel, and the fusions --------------------------===//

#ifndef ANABRANCH_COMPILER_FUSION_PASSES
#define ANABRANCH_COMPILER_FUSION_PASSES

include "mlir/Pass/PassBase.td"

def ConvertNNToKernelPass : Pass<"convert-nn-to-kernel", "::mlir::func::FuncOp"> {
  let summary = "Turn every nn op into one kernel";
  let description = [{
    Softmax and the losses become a few kernels, one for each row reduction. Loads, stores,
    the step's numbers and reshapes stay: they compute nothing.

    ```mlir
    func.func @f(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
      %y = nn.relu %x : tensor<?x8xf32>
      return %y : tensor<?x8xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
      %y = kernel.elementwise inputs(%x : tensor<?x8xf32>) domain tensor<?x8xf32> epilogue {
      ^bb0(%e: f32):
        %zero = arith.constant 0.0 : f32
        %r = arith.maximumf %e, %zero : f32
        kernel.yield %r : f32
      } -> tensor<?x8xf32>
      return %y : tensor<?x8xf32>
    }
    ```
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FuseActivationPass : Pass<"fuse-activation", "::mlir::func::FuncOp"> {
  let summary = "Move bias, ReLU and other per-element code into the producer's epilogue";
  let description = [{
    An elementwise kernel whose only whole tensor comes from one kernel becomes part
    of that kernel's epilogue, where the element is still in registers. Kernels over channels or
    parameters, which do not grow with the batch, may read other whole tensors too: an
    optimizer's update becomes one kernel.

    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>, %b: tensor<4xf32>) -> tensor<?x8x8x4xf32> {
      %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x8x8x4xf32>
      %z = kernel.elementwise inputs(%y, %b : tensor<?x8x8x4xf32>, tensor<4xf32>) domain tensor<?x8x8x4xf32> epilogue {
        ^bb0(%e: f32, %bias: f32):
          %0 = arith.addf %e, %bias : f32
          kernel.yield %0 : f32
        } -> tensor<?x8x8x4xf32>
      return %z : tensor<?x8x8x4xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>, %b: tensor<4xf32>) -> tensor<?x8x8x4xf32> {
      %z = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) inputs(%b : tensor<4xf32>)
        domain tensor<?x8x8x4xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>,
         unfused_bytes = #kernel.extent<80 + 4096 * batch>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32, %bias: f32):
          %0 = arith.addf %sum, %bias : f32
          kernel.yield %0 : f32
        } -> tensor<?x8x8x4xf32>
      return %z : tensor<?x8x8x4xf32>
    }
    ```
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FuseSkipAddPass : Pass<"fuse-skip-add", "::mlir::func::FuncOp"> {
  let summary = "Move the skip connection's add into the epilogue of the later branch";
  let description = [{
    As `fuse-activation`, for elementwise kernels that read other whole tensors too: they are
    read by the epilogue, element by element. The gradients that meet
    where a skip connection begins are added in the same way.

    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
      %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x8x8x4xf32>
      %z = kernel.elementwise inputs(%y, %x : tensor<?x8x8x4xf32>, tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32>
        epilogue {
        ^bb0(%e: f32, %skip: f32):
          %0 = arith.addf %e, %skip : f32
          kernel.yield %0 : f32
        } -> tensor<?x8x8x4xf32>
      return %z : tensor<?x8x8x4xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
      %z = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) inputs(%x : tensor<?x8x8x4xf32>)
        domain tensor<?x8x8x4xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>,
         unfused_bytes = #kernel.extent<64 + 5120 * batch>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32, %skip: f32):
          %0 = arith.addf %sum, %skip : f32
          kernel.yield %0 : f32
        } -> tensor<?x8x8x4xf32>
      return %z : tensor<?x8x8x4xf32>
    }
    ```
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FuseStatisticsPass : Pass<"fuse-statistics", "::mlir::func::FuncOp"> {
  let summary = "Sum per channel in the epilogue that produces the tensor";
  let description = [{
    The batch statistics (forward) and the sums of the gradient that batch normalization
    needs (backward) ride on the kernel that makes the tensor, which is then not
    read for them.

    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>) {
      %y = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x8x8x4xf32>
      %squares = kernel.elementwise inputs(%y : tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32> {reduction_count = 1 : i64}
        epilogue {
        ^bb0(%e: f32):
          %0 = arith.mulf %e, %e : f32
          kernel.yield %0 : f32
        } -> tensor<4xf32>
      return %y, %squares : tensor<?x8x8x4xf32>, tensor<4xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %w: tensor<1x1x4x4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>) {
      %y:2 = kernel.convolution lhs(%x : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>,
         reduction_count = 1 : i64, unfused_bytes = #kernel.extent<80 + 3072 * batch>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          %0 = arith.mulf %sum, %sum : f32
          kernel.yield %sum, %0 : f32, f32
        } -> tensor<?x8x8x4xf32>, tensor<4xf32>
      return %y#0, %y#1 : tensor<?x8x8x4xf32>, tensor<4xf32>
    }
    ```
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FuseAffinePass : Pass<"fuse-affine", "::mlir::func::FuncOp"> {
  let summary = "Apply per-element code where its result is loaded";
  let description = [{
    The affine half of batch normalization, and any elementwise kernel of one whole
    tensor or of none (constants, random masks), moves into the prologues and epilogues of all its consumers and is
    computed again there: its result is never stored.

    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %a: tensor<4xf32>, %w: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
      %n = kernel.elementwise inputs(%x, %a : tensor<?x8x8x4xf32>, tensor<4xf32>) domain tensor<?x8x8x4xf32> epilogue {
        ^bb0(%e: f32, %scale: f32):
          %0 = arith.mulf %e, %scale : f32
          kernel.yield %0 : f32
        } -> tensor<?x8x8x4xf32>
      %y = kernel.convolution lhs(%n : tensor<?x8x8x4xf32>) rhs(%w : tensor<1x1x4x4xf32>) domain tensor<?x8x8x4xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x8x8x4xf32>
      return %y : tensor<?x8x8x4xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<?x8x8x4xf32>, %a: tensor<4xf32>, %w: tensor<1x1x4x4xf32>) -> tensor<?x8x8x4xf32> {
      %y = kernel.convolution lhs(%x, %a : tensor<?x8x8x4xf32>, tensor<4xf32>) rhs(%w : tensor<1x1x4x4xf32>)
        domain tensor<?x8x8x4xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>,
         unfused_bytes = #kernel.extent<80 + 4096 * batch>}
        lhs_prologue {
        ^bb0(%e: f32, %scale: f32):
          %0 = arith.mulf %e, %scale : f32
          kernel.yield %0 : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<?x8x8x4xf32>
      return %y : tensor<?x8x8x4xf32>
    }
    ```
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def LowerPrecisionPass : Pass<"lower-precision", "::mlir::func::FuncOp"> {
  let summary = "Store images between kernels, and multiply in convolutions, in bf16";
  let description = [{
    Halves what kernels read and write, and lets tensor cores multiply. Regions compute in f32 as
    before, per-channel sums and parameters stay f32, and so does what enters or leaves a program.

    ```mlir
    func.func @f(%x: tensor<?x4x4x8xf32>) -> tensor<?x4x4x8xf32> {
      %y = kernel.elementwise inputs(%x : tensor<?x4x4x8xf32>) domain tensor<?x4x4x8xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.absf %e : f32
        kernel.yield %z : f32
      } -> tensor<?x4x4x8xf32>
      %z = kernel.elementwise inputs(%y : tensor<?x4x4x8xf32>) domain tensor<?x4x4x8xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.sqrt %e : f32
        kernel.yield %z : f32
      } -> tensor<?x4x4x8xf32>
      return %z : tensor<?x4x4x8xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<?x4x4x8xf32>) -> tensor<?x4x4x8xf32> {
      %y = kernel.elementwise inputs(%x : tensor<?x4x4x8xf32>) domain tensor<?x4x4x8xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.absf %e : f32
        %r = arith.truncf %z : f32 to bf16
        kernel.yield %r : bf16
      } -> tensor<?x4x4x8xbf16>
      %z = kernel.elementwise inputs(%y : tensor<?x4x4x8xbf16>) domain tensor<?x4x4x8xf32> epilogue {
      ^bb0(%e: bf16):
        %w = arith.extf %e : bf16 to f32
        %z = math.sqrt %w : f32
        kernel.yield %z : f32
      } -> tensor<?x4x4x8xf32>
      return %z : tensor<?x4x4x8xf32>
    }
    ```
  }];
  let options = [
    Option<"products", "products", "bool", "true", "round what convolutions multiply, too">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::anabranch::kernel::KernelDialect"];
}

def FuseUpdatesPass : Pass<"fuse-updates", "::mlir::func::FuncOp"> {
  let summary = "Update several parameters of few numbers in one kernel";
  let description = [{
    A network has many biases and normalization's factors and shifts, for each of which a kernel would start whose
    work takes less time than its launch.

    ```mlir
    nn.parameter @a trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
    nn.parameter @b trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
    func.func @f(%da: tensor<4xf32>, %db: tensor<4xf32>) {
      %a = nn.load @a : tensor<4xf32>
      %b = nn.load @b : tensor<4xf32>
      %x = kernel.elementwise inputs(%a, %da : tensor<4xf32>, tensor<4xf32>) domain tensor<4xf32> epilogue {
      ^bb0(%p: f32, %d: f32):
        %0 = arith.subf %p, %d : f32
        kernel.yield %0 : f32
      } -> tensor<4xf32>
      nn.store %x, @a : tensor<4xf32>
      %y = kernel.elementwise inputs(%b, %db : tensor<4xf32>, tensor<4xf32>) domain tensor<4xf32> epilogue {
      ^bb0(%p: f32, %d: f32):
        %0 = arith.subf %p, %d : f32
        kernel.yield %0 : f32
      } -> tensor<4xf32>
      nn.store %y, @b : tensor<4xf32>
      return
    }
    ```
    becomes
    ```mlir
    nn.parameter @a trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
    nn.parameter @b trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
    func.func @f(%da: tensor<4xf32>, %db: tensor<4xf32>) {
      %a = nn.load @a : tensor<4xf32>
      %b = nn.load @b : tensor<4xf32>
      %x:2 = kernel.elementwise inputs(%a, %da, %b, %db : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
        domain tensor<4xf32> {unfused_bytes = #kernel.extent<96 + 0 * batch>} epilogue {
      ^bb0(%p: f32, %d: f32, %q: f32, %e: f32):
        %0 = arith.subf %p, %d : f32
        %1 = arith.subf %q, %e : f32
        kernel.yield %0, %1 : f32, f32
      } -> tensor<4xf32>, tensor<4xf32>
      nn.store %x#0, @a : tensor<4xf32>
      nn.store %x#1, @b : tensor<4xf32>
      return
    }
    ```
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FoldNormalizationPass : Pass<"fold-normalization", "::mlir::func::FuncOp"> {
  let summary = "Apply the affine half of batch normalization to a filter's gradient, not to the images";
  let description = [{
    A filter's gradient multiplies images that `fuse-affine` has normalized as they are loaded. Where the
    output's gradient comes from an elementwise kernel, that kernel sums it for each tap, too, and the images
    are multiplied as they are stored: the factor scales the sums of products, and the shift those of the
    gradient. For GPUs, whose threads would compute in each block what tensor cores wait for.

    ```mlir
    func.func @f(%y: tensor<?x8x8x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>, %dz: tensor<?x8x8x2xf32>)
        -> tensor<3x3x4x2xf32> {
      %g = kernel.elementwise inputs(%dz : tensor<?x8x8x2xf32>) domain tensor<?x8x8x2xf32> epilogue {
      ^bb0(%e: f32):
        %0 = arith.negf %e : f32
        kernel.yield %0 : f32
      } -> tensor<?x8x8x2xf32>
      %dw = kernel.convolution_kernel_grad lhs(%y, %s, %b : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>)
        rhs(%g : tensor<?x8x8x2xf32>) domain tensor<3x3x4x2xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32, %factor: f32, %shift: f32):
          %0 = arith.mulf %e, %factor : f32
          %1 = arith.addf %0, %shift : f32
          kernel.yield %1 : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<3x3x4x2xf32>
      return %dw : tensor<3x3x4x2xf32>
    }
    ```
    becomes
    ```mlir
    func.func @f(%y: tensor<?x8x8x4xf32>, %s: tensor<4xf32>, %b: tensor<4xf32>, %dz: tensor<?x8x8x2xf32>)
        -> tensor<3x3x4x2xf32> {
      %g:2 = kernel.elementwise inputs(%dz : tensor<?x8x8x2xf32>) domain tensor<?x8x8x2xf32>
        {reduction_count = 1 : i64, taps = #kernel.taps<filter = [3, 3], input = [8, 8], output = [8, 8],
         strides = [1, 1], padding = [1, 1, 1, 1], dilations = [1, 1]>} epilogue {
      ^bb0(%e: f32):
        %0 = arith.negf %e : f32
        kernel.yield %0, %0 : f32, f32
      } -> tensor<?x8x8x2xf32>, tensor<3x3x2xf32>
      %factor = nn.reshape %s : tensor<4xf32> -> tensor<1x1x4x1xf32>
      %shift = nn.reshape %b : tensor<4xf32> -> tensor<1x1x4x1xf32>
      %total = nn.reshape %g#1 : tensor<3x3x2xf32> -> tensor<3x3x1x2xf32>
      %dw = kernel.convolution_kernel_grad lhs(%y : tensor<?x8x8x4xf32>) rhs(%g#0 : tensor<?x8x8x2xf32>)
        inputs(%factor, %shift, %total : tensor<1x1x4x1xf32>, tensor<1x1x4x1xf32>, tensor<3x3x1x2xf32>)
        domain tensor<3x3x4x2xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32, %f: f32, %h: f32, %t: f32):
          %0 = arith.mulf %sum, %f : f32
          %1 = arith.mulf %h, %t : f32
          %2 = arith.addf %0, %1 : f32
          kernel.yield %2 : f32
        } -> tensor<3x3x4x2xf32>
      return %dw : tensor<3x3x4x2xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::anabranch::kernel::KernelDialect",
                           "::anabranch::nn::NNDialect"];
}

def ApplyUpdatesPass : Pass<"apply-updates", "::mlir::func::FuncOp"> {
  let summary = "Update a filter where its gradient is added up";
  let description = [{
    The epilogue of a filter's gradient becomes the optimizer's update: the gradient itself is not stored.
    For GPUs, which run it when the pieces of the batch are added up. What the update reads besides, parameters
    and numbers of the step, moves in front of it; a filter that is read later stays as it is.

    ```mlir
    nn.parameter @w trainable : tensor<3x3x4x2xf32> = #nn.initializer<constant, 0.0, 0.0>
    func.func @f(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x2xf32>) {
      %dw = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x8x8x2xf32>)
        domain tensor<3x3x4x2xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32):
          kernel.yield %sum : f32
        } -> tensor<3x3x4x2xf32>
      %w = nn.load @w : tensor<3x3x4x2xf32>
      %new = kernel.elementwise inputs(%w, %dw : tensor<3x3x4x2xf32>, tensor<3x3x4x2xf32>) domain tensor<3x3x4x2xf32>
        epilogue {
        ^bb0(%p: f32, %d: f32):
          %0 = arith.subf %p, %d : f32
          kernel.yield %0 : f32
        } -> tensor<3x3x4x2xf32>
      nn.store %new, @w : tensor<3x3x4x2xf32>
      return
    }
    ```
    becomes
    ```mlir
    nn.parameter @w trainable : tensor<3x3x4x2xf32> = #nn.initializer<constant, 0.0, 0.0>
    func.func @f(%x: tensor<?x8x8x4xf32>, %dy: tensor<?x8x8x2xf32>) {
      %w = nn.load @w : tensor<3x3x4x2xf32>
      %new = kernel.convolution_kernel_grad lhs(%x : tensor<?x8x8x4xf32>) rhs(%dy : tensor<?x8x8x2xf32>)
        inputs(%w : tensor<3x3x4x2xf32>) domain tensor<3x3x4x2xf32>
        {dilations = array<i64: 1, 1>, groups = 1 : i64, padding = array<i64: 1, 1, 1, 1>, strides = array<i64: 1, 1>,
         unfused_bytes = #kernel.extent<1152 + 1536 * batch>}
        lhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } rhs_prologue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } epilogue {
        ^bb0(%sum: f32, %p: f32):
          %0 = arith.subf %p, %sum : f32
          kernel.yield %0 : f32
        } -> tensor<3x3x4x2xf32>
      nn.store %new, @w : tensor<3x3x4x2xf32>
      return
    }
    ```
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

def FuseFinalizersPass : Pass<"fuse-finalizers", "::mlir::func::FuncOp"> {
  let summary = "Compute what follows from sums per channel, such as normalization's factors, where these are complete";
  let description = [{
    Code per channel that reads a kernel's sums becomes the kernel's finalizer, so that it needs no launch of its
    own that everything else waits for. Parameters and numbers of the step that it reads move in front of the
    kernel. Kernels that only update parameters stay: nobody waits for them.

    ```mlir
    nn.parameter @beta trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
    func.func @f(%x: tensor<?x8x8x4xf32>) -> tensor<4xf32> {
      %sum = kernel.elementwise inputs(%x : tensor<?x8x8x4xf32>) domain tensor<?x8x8x4xf32> {reduction_count = 1 : i64}
        epilogue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } -> tensor<4xf32>
      %b = nn.load @beta : tensor<4xf32>
      %z = kernel.elementwise inputs(%b, %sum : tensor<4xf32>, tensor<4xf32>) domain tensor<4xf32> epilogue {
      ^bb0(%shift: f32, %total: f32):
        %0 = arith.subf %shift, %total : f32
        kernel.yield %0 : f32
      } -> tensor<4xf32>
      return %z : tensor<4xf32>
    }
    ```
    becomes
    ```mlir
    nn.parameter @beta trainable : tensor<4xf32> = #nn.initializer<constant, 0.0, 0.0>
    func.func @f(%x: tensor<?x8x8x4xf32>) -> tensor<4xf32> {
      %b = nn.load @beta : tensor<4xf32>
      %z = kernel.elementwise inputs(%x : tensor<?x8x8x4xf32>) finalizer_inputs(%b : tensor<4xf32>)
        domain tensor<?x8x8x4xf32> {reduction_count = 1 : i64, unfused_bytes = #kernel.extent<64 + 1024 * batch>}
        epilogue {
        ^bb0(%e: f32):
          kernel.yield %e : f32
        } finalizer {
        ^bb0(%total: f32, %shift: f32):
          %0 = arith.subf %shift, %total : f32
          kernel.yield %0 : f32
        } -> tensor<4xf32>
      return %z : tensor<4xf32>
    }
    ```
  }];
  let dependentDialects = ["::anabranch::kernel::KernelDialect"];
}

#endif // ANABRANCH_COMPILER_FUSION_PASSES
