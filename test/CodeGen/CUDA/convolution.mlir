// RUN: anabranch-opt %s --generate-cuda-kernels --canonicalize --cse | FileCheck %s
// RUN: anabranch-opt %s --generate-cuda-kernels="warpgroups=true shared-bytes=232448" --canonicalize --cse | FileCheck %s --check-prefix=GROUPS

// While a slice of taps and channels is multiplied from shared memory, the next goes there, and the one after it is loaded to
// registers. Padding is zeros in the place of the prologue's results. The epilogue stores whole lines.
// CHECK-LABEL: func.func @padded(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<?x8x8x16xf32>, %[[W:[a-z0-9]+]]: memref<3x3x16x64xf32>, %[[B:[a-z0-9]+]]: memref<64xf32>,
// CHECK-SAME: %[[Y:[a-z0-9]+]]: memref<?x8x8x64xf32>)
// CHECK: gpu.launch
// CHECK: vector.load %[[X]]
// CHECK: math.absf
// CHECK: arith.select
// CHECK: vector.load %[[W]]
// CHECK: vector.load %[[X]]
// CHECK: vector.load %[[W]]
// CHECK: scf.for {{.*}} -> (vector<4xf32>, vector<4xf32>, vector<4xf32>, vector<4xf32>,
// CHECK: gpu.barrier
// CHECK-COUNT-64: vector.fma
// CHECK-NOT: vector.fma
// CHECK: math.absf
// CHECK: arith.select
// CHECK: vector.store
// CHECK: vector.load %[[X]]
// CHECK: vector.load %[[W]]
// CHECK: gpu.barrier
// CHECK: gpu.barrier
// CHECK: vector.load %[[B]]
// CHECK: vector.store {{.*}}, %[[Y]]
func.func @padded(%extent: index, %x: memref<?x8x8x16xf32>, %w: memref<3x3x16x64xf32>, %b: memref<64xf32>, %y: memref<?x8x8x64xf32>) {
  kernel.convolution lhs(%x : memref<?x8x8x16xf32>) rhs(%w : memref<3x3x16x64xf32>) inputs(%b : memref<64xf32>)
     into(%y : memref<?x8x8x64xf32>) domain tensor<?x8x8x64xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
     lhs_prologue {
  ^bb0(%e: f32):
    %z = math.absf %e : f32
    kernel.yield %z : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32, %bias: f32):
    %z = arith.addf %sum, %bias : f32
    kernel.yield %z : f32
  }
  return
}

// The epilogue's operands of several rows are on their way before the first row is stored, and a bias is loaded once.
// CHECK-LABEL: func.func @skip(
// CHECK-SAME: %[[S:[a-z0-9]+]]: memref<?x8x8x64xbf16>, %[[B:[a-z0-9]+]]: memref<64xf32>, %[[Y:[a-z0-9]+]]: memref<?x8x8x64xbf16>)
// CHECK: vector.load %[[B]]
// CHECK-NOT: vector.load %[[B]]
// CHECK: scf.for
// CHECK-COUNT-4: vector.load %[[S]]
// CHECK-NOT: vector.load %[[S]]
// CHECK-COUNT-4: vector.store {{.*}}, %[[Y]]
// Warpgroups keep no halo for a filter that is not packed: they multiply slices of taps, which all threads load.
// GROUPS-LABEL: func.func @skip(
// GROUPS-NOT: kernel.multiprocessors
// GROUPS: gpu.launch
// GROUPS: memref.view {{.*}} to memref<3x256x8x8xbf16, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<3x64x8x8xbf16, #gpu.address_space<workgroup>>
// GROUPS-NOT: nvvm.mbarrier
// GROUPS: nvvm.wgmma.mma_async
func.func @skip(%extent: index, %x: memref<?x8x8x32xbf16>, %w: memref<3x3x32x64xbf16>, %s: memref<?x8x8x64xbf16>, %b: memref<64xf32>,
                %y: memref<?x8x8x64xbf16>) {
  kernel.convolution lhs(%x : memref<?x8x8x32xbf16>) rhs(%w : memref<3x3x32x64xbf16>)
     inputs(%s, %b : memref<?x8x8x64xbf16>, memref<64xf32>) into(%y : memref<?x8x8x64xbf16>) domain tensor<?x8x8x64xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
     lhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } rhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } epilogue {
  ^bb0(%sum: f32, %skip: bf16, %bias: f32):
    %wide = arith.extf %skip : bf16 to f32
    %t = arith.addf %sum, %wide : f32
    %u = arith.addf %t, %bias : f32
    %z = arith.truncf %u : f32 to bf16
    kernel.yield %z : bf16
  }
  return
}

// The phases of a strided convolution's input have launches of their own, with the taps that meet them: 4, 2, 2 and 1.
// CHECK-LABEL: func.func @strided_input_grad(
// CHECK-COUNT-4: gpu.launch
// CHECK-NOT: gpu.launch
func.func @strided_input_grad(%extent: index, %dy: memref<?x4x4x8xf32>, %w: memref<3x3x16x8xf32>, %dx: memref<?x8x8x16xf32>) {
  kernel.convolution_input_grad lhs(%dy : memref<?x4x4x8xf32>) rhs(%w : memref<3x3x16x8xf32>)
     into(%dx : memref<?x8x8x16xf32>) domain tensor<?x8x8x16xf32>
     {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// Pieces of the batch write sums of their own, which a second launch adds up.
// CHECK-LABEL: func.func @kernel_grad(
// CHECK-SAME: %[[DW:[a-z0-9]+]]: memref<3x3x16x8xf32>, %[[WORKSPACE:[a-z0-9]+]]: memref<?xi8>)
// CHECK: memref.view %[[WORKSPACE]]{{.*}} to memref<{{[0-9]+}}x1152xf32>
// CHECK: gpu.launch
// CHECK: gpu.launch
// CHECK: memref.store %{{.*}}, %[[DW]]
func.func @kernel_grad(%extent: index, %x: memref<?x8x8x16xf32>, %dy: memref<?x8x8x8xf32>, %dw: memref<3x3x16x8xf32>, %workspace: memref<?xi8>) {
  kernel.convolution_kernel_grad lhs(%x : memref<?x8x8x16xf32>) rhs(%dy : memref<?x8x8x8xf32>)
     into(%dw, %workspace : memref<3x3x16x8xf32>, memref<?xi8>) domain tensor<3x3x16x8xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
     lhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } rhs_prologue {
  ^bb0(%e: f32):
    kernel.yield %e : f32
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// Products of bf16 are the tensor cores': per 16 of the depth a warp loads two rows and two pairs of columns of tiles. The filter lies along
// its output channels, so its matrices are transposed on the way. Pixels, which are bf16 in memory, are copied two turns ahead; the filter,
// which is not, is loaded to registers one turn ahead.
// CHECK-LABEL: func.func @tensor_cores(
// CHECK: memref.view {{.*}} to memref<4x128x40xbf16, #gpu.address_space<workgroup>>
// CHECK: memref.view {{.*}} to memref<2x32x72xbf16, #gpu.address_space<workgroup>>
// CHECK-COUNT-4: nvvm.cp.async.shared.global {{.*}}, 16, cache = cg, %
// CHECK: nvvm.cp.async.wait.group 0
// CHECK: vector.load {{.*}} : memref<3x3x32x64xf32>, vector<4xf32>
// CHECK: arith.truncf {{.*}} : vector<4xf32> to vector<4xbf16>
// CHECK-COUNT-2: nvvm.cp.async.shared.global
// CHECK: nvvm.cp.async.commit.group
// CHECK: scf.for
// CHECK: gpu.barrier
// CHECK-COUNT-2: nvgpu.ldmatrix {{.*}} {numTiles = 4 : i32, transpose = true}
// CHECK: nvgpu.ldmatrix {{.*}} {numTiles = 4 : i32, transpose = false}
// CHECK-COUNT-4: nvvm.mma.sync
// CHECK: nvgpu.ldmatrix {{.*}} {numTiles = 4 : i32, transpose = false}
// CHECK-COUNT-4: nvvm.mma.sync
// CHECK: nvvm.cp.async.wait.group 1
// CHECK: vector.store {{.*}} memref<2x32x72xbf16
// CHECK: nvvm.cp.async.shared.global
// CHECK: nvvm.cp.async.commit.group
// CHECK: arith.truncf {{.*}} : vector<8xf32> to vector<8xbf16>
// CHECK: vector.store {{.*}} : memref<?x8x8x64xbf16>, vector<8xbf16>
func.func @tensor_cores(%extent: index, %x: memref<?x8x8x32xbf16>, %w: memref<3x3x32x64xf32>, %y: memref<?x8x8x64xbf16>) {
  kernel.convolution lhs(%x : memref<?x8x8x32xbf16>) rhs(%w : memref<3x3x32x64xf32>)
     into(%y : memref<?x8x8x64xbf16>) domain tensor<?x8x8x64xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
     lhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } rhs_prologue {
  ^bb0(%e: f32):
    %z = arith.truncf %e : f32 to bf16
    kernel.yield %z : bf16
  } epilogue {
  ^bb0(%sum: f32):
    %z = arith.truncf %sum : f32 to bf16
    kernel.yield %z : bf16
  }
  return
}

// A stride reads other pixels for each tap, so slices of taps and channels are loaded as for warps: 256 rows, swizzled lines of 64 channels.
// GROUPS-LABEL: func.func @negative_strided(
// GROUPS: memref.view {{.*}} to memref<3x256x8x8xbf16, #gpu.address_space<workgroup>>
func.func @negative_strided(%extent: index, %x: memref<?x16x16x128xbf16>, %w: memref<3x3x128x64xbf16>, %y: memref<?x8x8x64xf32>) {
  kernel.convolution lhs(%x : memref<?x16x16x128xbf16>) rhs(%w : memref<3x3x128x64xbf16>)
     into(%y : memref<?x8x8x64xf32>) domain tensor<?x8x8x64xf32>
     {strides = array<i64: 2, 2>, padding = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
     lhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } rhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}

// Warpgroups share the rows of a filter, and each of its taps has sums of its own: a turn multiplies the same square of 8 x 8 pixels,
// which is kept with its halo, nine times. A fourth loads. There are half as many pieces as a large GPU has multiprocessors.
// GROUPS-LABEL: func.func @tap_grad(
// GROUPS-SAME: %[[WORKSPACE:[a-z0-9]+]]: memref<?xi8>)
// GROUPS: memref.view %[[WORKSPACE]]{{.*}} to memref<66x36864xf32>
// GROUPS: gpu.launch {{.*}} threads({{.*}}) in (%{{[a-z0-9]+}} = %c512,
// GROUPS: memref.view {{.*}} to memref<6x104x8x8xbf16, #gpu.address_space<workgroup>>
// GROUPS: memref.view {{.*}} to memref<8x64x8x8xbf16, #gpu.address_space<workgroup>>
// GROUPS-COUNT-12: nvvm.wgmma.mma_async {{.*}} <m = 64, n = 64, k = 16>, {{.*}} A[<bf16>, <one>, <col>], B[<bf16>, <one>, <row>]
// GROUPS-NOT: nvvm.wgmma.mma_async
// GROUPS: vector.store {{.*}} memref<66x36864xf32>, vector<2xf32>
// GROUPS: gpu.launch
func.func @tap_grad(%extent: index, %x: memref<?x8x8x64xbf16>, %dy: memref<?x8x8x64xbf16>, %dw: memref<3x3x64x64xf32>, %workspace: memref<?xi8>) {
  kernel.convolution_kernel_grad lhs(%x : memref<?x8x8x64xbf16>) rhs(%dy : memref<?x8x8x64xbf16>)
     into(%dw, %workspace : memref<3x3x64x64xf32>, memref<?xi8>) domain tensor<3x3x64x64xf32>
     {strides = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
     lhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } rhs_prologue {
  ^bb0(%e: bf16):
    kernel.yield %e : bf16
  } epilogue {
  ^bb0(%sum: f32):
    kernel.yield %sum : f32
  }
  return
}
