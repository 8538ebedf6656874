//===- Kernel.td - The whole kernel dialect -------------------------------===//

#ifndef ANABRANCH_DIALECTS_KERNEL_KERNEL
#define ANABRANCH_DIALECTS_KERNEL_KERNEL

include "dialects/Kernel/Anchor.td"
include "dialects/Kernel/KernelDialect.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Kernel_Regions : OpDocGroup {
  let summary = "In regions";
  let description = "What stands in regions besides `arith` and `math` ops.";
}

def Kernel_Launches : OpDocGroup {
  let summary = "Launches";
  let description = "What outlining and memory planning turn anchors into.";
}

def Kernel_YieldOp : Kernel_Op<"yield", [Pure, Terminator]> {
  let summary = "ends a prologue, an epilogue or a parallel body";
  let description = [{
    A prologue yields the element that the anchor gets, an epilogue what is stored and
    then what is summed, a finalizer what is made of the sums, and a parallel body nothing.

    ```mlir
    %y = kernel.elementwise inputs(%x : tensor<?x4xf32>) domain tensor<?x4xf32> epilogue {
    ^bb0(%e: f32):
      %z = math.exp %e : f32
      kernel.yield %z : f32
    } -> tensor<?x4xf32>
    ```
  }];
  let opDocGroup = Kernel_Regions;
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange()); }]>];
}

def Kernel_ChannelIndexOp : Kernel_Op<"channel_index", [Pure]> {
  let summary = "the channel (last index) of the element at hand";
  let results = (outs I32:$result);
  let assemblyFormat = "attr-dict";
  let description = [{
    Subtracts 1 at the label, as the gradient of cross-entropy does:

    ```mlir
    %d = kernel.elementwise inputs(%p, %labels : tensor<?x10xf32>, tensor<?x1xi32>) domain tensor<?x10xf32> epilogue {
    ^bb0(%e: f32, %label: i32):
      %channel = kernel.channel_index
      %is_label = arith.cmpi eq, %channel, %label : i32
      %one = arith.uitofp %is_label : i1 to f32
      %z = arith.subf %e, %one : f32
      kernel.yield %z : f32
    } -> tensor<?x10xf32>
    ```
  }];
  let opDocGroup = Kernel_Regions;
}

def Kernel_ElementIndexOp : Kernel_Op<"element_index", [Pure]> {
  let summary = "the place of the element at hand in its tensor, in memory order";
  let results = (outs I32:$result);
  let assemblyFormat = "attr-dict";
  let description = [{
    Modulo 2^32. It is what random numbers are made of:

    ```mlir
    %mask = kernel.elementwise domain tensor<?x10xf32> epilogue {
    ^bb0:
      %index = kernel.element_index
      %one = arith.constant 1 : i32
      %bit = arith.andi %index, %one : i32
      %z = arith.uitofp %bit : i32 to f32
      kernel.yield %z : f32
    } -> tensor<?x10xf32>
    ```
  }];
  let opDocGroup = Kernel_Regions;
}

def Kernel_MultiprocessorsOp : Kernel_Op<"multiprocessors", [Pure]> {
  let summary = "how many multiprocessors the GPU has that a kernel runs on";
  let results = (outs Index:$result);
  let assemblyFormat = "attr-dict";
  let description = [{
    Known at run time alone: GPUs that run the same code have different numbers of them. As many
    blocks, each of several tiles, keep all of them at work to the end:

    ```mlir
    %multiprocessors = kernel.multiprocessors
    %tiles_per_block = arith.ceildivui %tiles, %multiprocessors : index
    ```
  }];
  let opDocGroup = Kernel_Launches;
}

def Kernel_CallOp : Kernel_Op<"call", [Pure]> {
  let summary = "a kernel outlined into a function, on tensors";
  let description = [{
    The callee takes the extent, then the operands, the results and the workspaces, whose
    sizes are given, as memrefs. `operations` counts additions and multiplications.
    `in_place` says for each result whether each element of an operand is read before the result's element at
    that place is written.

    ```mlir
    %y = kernel.call @tanh(%x) extent <0 + 256 * batch> workspaces [] operations <0 + 256 * batch> {in_place = array<i1: true>}
       : (tensor<?x8x8x4xf32>) -> tensor<?x8x8x4xf32>

    func.func private @tanh(%extent: index, %operand: memref<?xf32>, %result: memref<?xf32>) {
      kernel.elementwise inputs(%operand : memref<?xf32>) into(%result : memref<?xf32>) domain tensor<?xf32> epilogue {
      ^bb0(%e: f32):
        %z = math.tanh %e : f32
        kernel.yield %z : f32
      }
      return
    }
    ```
  }];
  let opDocGroup = Kernel_Launches;
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyRankedTensor>:$arguments,
                       Kernel_ExtentAttr:$extent, ArrayAttr:$workspaces,
                       Kernel_ExtentAttr:$operations, DenseBoolArrayAttr:$in_place);
  let results = (outs Variadic<AnyRankedTensor>:$outputs);
  let hasVerifier = 1;
  let assemblyFormat = [{
    $callee `(` $arguments `)` `extent` $extent `workspaces` $workspaces `operations` $operations
    attr-dict `:` functional-type($arguments, $outputs)
  }];
}

def Kernel_ProgramOp : Kernel_Op<"program", [Symbol, IsolatedFromAbove, SingleBlock, NoTerminator, NoRegionArguments]> {
  let summary = "a list of launches at fixed places of the arena";
  let description = [{
    `inputs` and `outputs` say where the runtime puts a batch and finds the results, and
    `arena` how many bytes the program needs, parameters included. The launches run in order.
    A program that reads what follows from the parameters alone names another that computes
    it: `prepare` runs first, and again when a parameter has changed or another program has run.

    ```mlir
    kernel.program @predict inputs [#kernel.placed<"x" : tensor<?x4xf32> at <256 + 0 * batch>>]
        outputs [#kernel.placed<"y" : tensor<?x4xf32> at <256 + 64 * batch>>] arena <256 + 128 * batch> {
      kernel.launch @tanh extent <0 + 4 * batch> buffers [#kernel.extent<256 + 0 * batch>, #kernel.extent<256 + 64 * batch>]
          sizes [#kernel.extent<0 + 16 * batch>, #kernel.extent<0 + 16 * batch>] reads 1 operations <0 + 4 * batch> bytes <0 + 32 * batch>
    }
    ```
  }];
  let opDocGroup = Kernel_Launches;
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<FlatSymbolRefAttr>:$prepare,
                       ArrayAttr:$inputs, ArrayAttr:$outputs, Kernel_ExtentAttr:$arena);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name (`prepare` $prepare^)? `inputs` $inputs `outputs` $outputs `arena` $arena attr-dict-with-keyword $body
  }];
}

def Kernel_LaunchOp : Kernel_Op<"launch", [HasParent<"ProgramOp">]> {
  let summary = "one launch: a kernel, its extent, and its operands' arena offsets";
  let description = [{
    `buffers` are the callee's operands, results and workspaces, in this order, and `sizes` their bytes.
    The first `reads` of them are only read, so that launches which touch the same bytes, but write
    none of them, may run in any order. `operations` and `bytes` are for the profile. Here the
    result takes its operand's place:

    ```mlir
    kernel.program @predict inputs [#kernel.placed<"x" : tensor<?x4xf32> at <0 + 0 * batch>>]
        outputs [#kernel.placed<"y" : tensor<?x4xf32> at <0 + 0 * batch>>] arena <0 + 64 * batch> {
      kernel.launch @tanh extent <0 + 4 * batch> buffers [#kernel.extent<0 + 0 * batch>, #kernel.extent<0 + 0 * batch>]
          sizes [#kernel.extent<0 + 16 * batch>, #kernel.extent<0 + 16 * batch>] reads 1 operations <0 + 4 * batch> bytes <0 + 32 * batch>
    }
    ```
  }];
  let opDocGroup = Kernel_Launches;
  let arguments = (ins FlatSymbolRefAttr:$callee, Kernel_ExtentAttr:$extent,
                       ArrayAttr:$buffers, ArrayAttr:$sizes, I64Attr:$reads,
                       Kernel_ExtentAttr:$operations, Kernel_ExtentAttr:$bytes);
  let assemblyFormat = [{
    $callee `extent` $extent `buffers` $buffers `sizes` $sizes `reads` $reads
    `operations` $operations `bytes` $bytes attr-dict
  }];
  let hasVerifier = 1;
}

def Kernel_FetchOp : Kernel_Op<"fetch"> {
  let summary = "names a kernel that fetches a batch from a data set in the GPU's memory";
  let description = [{
    The kernel's extent is the number of examples; its buffers are a list of their addresses (i64)
    and a batch of tensors of type `example`. In the data set these are `plain`, as they are;
    `scaled_bytes`, to be divided by 255; or a `class_index` (i32) each, to become a row of zeros with a one.

    ```mlir
    kernel.fetch @fetch_scaled_bytes_3072xf32 scaled_bytes tensor<3072xf32>
    ```
  }];
  let opDocGroup = Kernel_Launches;
  let arguments = (ins FlatSymbolRefAttr:$callee, Kernel_EncodingAttr:$encoding,
                       TypeAttrOf<AnyRankedTensor>:$example);
  let assemblyFormat = "$callee $encoding $example attr-dict";
}

def Kernel_ParallelOp : Kernel_Op<"parallel", [SingleBlock, RecursiveMemoryEffects]> {
  let summary = "runs its body for every index of a range, in any order";
  let description = [{
    The runtime spreads the indices, those below a count or `from` one `to` before another, over its
    threads. It may stand in a serial loop; its body then uses nothing of that loop but what the
    range's begin tells. `scratch` bytes of the thread's own memory
    come with each; what they hold at first is not specified.

    ```mlir
    kernel.parallel %count scratch 0 {
    ^bb0(%index: index, %scratch: memref<?xi8>):
      %e = memref.load %x[%index] : memref<?xf32>
      %z = math.tanh %e : f32
      memref.store %z, %y[%index] : memref<?xf32>
      kernel.yield
    }
    ```
  }];
  let opDocGroup = Kernel_Regions;
  let arguments = (ins Optional<Index>:$begin, Index:$end, I64Attr:$scratch);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "(`from` $begin^ `to`)? $end `scratch` $scratch attr-dict-with-keyword $body";
  let hasVerifier = 1;
}

#endif // ANABRANCH_DIALECTS_KERNEL_KERNEL
