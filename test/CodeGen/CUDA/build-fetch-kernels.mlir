// RUN: anabranch-opt %s --split-input-file --build-fetch-kernels | FileCheck %s

// Bytes are loaded four at a time, as one store moves, from the address of the example.
// CHECK-LABEL: kernel.program @train
// CHECK: func.func private @fetch_plain_12xf32(
// CHECK: %[[ADDRESS:.*]] = memref.load
// CHECK: llvm.inttoptr %[[ADDRESS]] : i64 to !llvm.ptr
// CHECK: %[[VALUES:.*]] = vector.load {{.*}} {alignment = 16 : i64} : memref<12xf32>, vector<4xf32>
// CHECK: vector.store %[[VALUES]], {{.*}} {alignment = 16 : i64} : memref<?x12xf32>
// CHECK: kernel.fetch @fetch_plain_12xf32 plain tensor<12xf32>
// CHECK: func.func private @fetch_scaled_bytes_12xf32(%[[EXTENT:.*]]: index, %[[ADDRESSES:.*]]: memref<?xi64>, %[[BATCH:.*]]: memref<?x12xf32>)
// CHECK: %[[COUNT:.*]] = arith.muli %[[EXTENT]], %c3
// CHECK: gpu.launch
// CHECK: arith.cmpi slt, %[[I:.*]], %[[COUNT]]
// CHECK: %[[EXAMPLE:.*]] = arith.divui %[[I]], %c3
// CHECK: memref.load %[[ADDRESSES]][%[[EXAMPLE]]]
// CHECK: %[[BYTES:.*]] = vector.load {{.*}} {alignment = 4 : i64} : memref<12xi8>, vector<4xi8>
// CHECK: %[[NUMBERS:.*]] = arith.uitofp %[[BYTES]]
// CHECK: %[[SCALED:.*]] = arith.divf %[[NUMBERS]], %{{.*}} : vector<4xf32>
// CHECK: vector.store %[[SCALED]], %[[BATCH]][%[[EXAMPLE]],
// CHECK: kernel.fetch @fetch_scaled_bytes_12xf32 scaled_bytes tensor<12xf32>
// Targets are no bytes, but may be classes.
// CHECK: kernel.fetch @fetch_plain_10xf32 plain
// CHECK: func.func private @fetch_class_index_10xf32(
// CHECK: %[[LABEL:.*]] = memref.load {{.*}} : memref<1xi32>
// CHECK: %[[INDEX:.*]] = arith.index_cast %[[LABEL]]
// CHECK: %[[IS_ONE:.*]] = arith.cmpi eq, %[[INDEX]]
// CHECK: arith.select %[[IS_ONE]]
// CHECK: kernel.fetch @fetch_class_index_10xf32 class_index tensor<10xf32>
// CHECK: kernel.fetch @fetch_plain_1xf32 plain tensor<1xf32>
// Tensors of the same kind share their kernels.
// CHECK-NOT: kernel.fetch
kernel.program @train inputs [#kernel.placed<"x" : tensor<?x2x2x3xf32> at <256 + 0 * batch>>,
                              #kernel.placed<"y" : tensor<?x10xf32> at <256 + 64 * batch>>,
                              #kernel.placed<"weights" : tensor<?x1xf32> at <256 + 128 * batch>>]
    outputs [] arena <256 + 192 * batch> {
}
kernel.program @evaluate inputs [#kernel.placed<"x" : tensor<?x2x2x3xf32> at <512 + 0 * batch>>,
                                 #kernel.placed<"y" : tensor<?x10xf32> at <512 + 64 * batch>>,
                                 #kernel.placed<"weights" : tensor<?x1xf32> at <512 + 128 * batch>>]
    outputs [] arena <512 + 192 * batch> {
}
kernel.program @predict inputs [#kernel.placed<"x" : tensor<?x2x2x3xf32> at <256 + 0 * batch>>]
    outputs [] arena <256 + 64 * batch> {
}

// -----

// Classes are integers here; five numbers fill no vectors.
// CHECK: func.func private @fetch_plain_5xf32(
// CHECK: memref.load {{.*}} : memref<5xf32>
// CHECK: memref.store
// CHECK: kernel.fetch @fetch_plain_5xf32
// CHECK: kernel.fetch @fetch_scaled_bytes_5xf32
// CHECK: kernel.fetch @fetch_plain_1xi32 plain tensor<1xi32>
// CHECK-NOT: kernel.fetch
kernel.program @train inputs [#kernel.placed<"x" : tensor<?x5xf32> at <256 + 0 * batch>>,
                              #kernel.placed<"y" : tensor<?xi32> at <256 + 64 * batch>>]
    outputs [] arena <256 + 192 * batch> {
}
kernel.program @predict inputs [#kernel.placed<"x" : tensor<?x5xf32> at <256 + 0 * batch>>]
    outputs [] arena <256 + 64 * batch> {
}

// -----

// What only predicts reads no data set twice.
// CHECK-NOT: kernel.fetch
kernel.program @predict inputs [#kernel.placed<"x" : tensor<?x5xf32> at <256 + 0 * batch>>]
    outputs [] arena <256 + 64 * batch> {
}

// -----

// A model that scales its second input itself reads bytes as they are.
// CHECK-LABEL: module attributes {nn.raw_inputs
// CHECK: kernel.fetch @fetch_scaled_bytes_12xf32 scaled_bytes
// CHECK: func.func private @fetch_raw_bytes_8xf32(
// CHECK: %[[BYTES:.*]] = vector.load {{.*}} {alignment = 4 : i64} : memref<8xi8>, vector<4xi8>
// CHECK: %[[NUMBERS:.*]] = arith.uitofp %[[BYTES]]
// CHECK: vector.store %[[NUMBERS]]
// CHECK: kernel.fetch @fetch_raw_bytes_8xf32 raw_bytes tensor<8xf32>
module attributes {nn.raw_inputs = array<i1: false, true>} {
  kernel.program @train inputs [#kernel.placed<"a" : tensor<?x2x2x3xf32> at <256 + 0 * batch>>,
                                #kernel.placed<"b" : tensor<?x2x2x2xf32> at <256 + 64 * batch>>]
      outputs [] arena <256 + 128 * batch> {
  }
  kernel.program @predict inputs [#kernel.placed<"a" : tensor<?x2x2x3xf32> at <256 + 0 * batch>>,
                                  #kernel.placed<"b" : tensor<?x2x2x2xf32> at <256 + 64 * batch>>]
      outputs [] arena <256 + 128 * batch> {
  }
}
