// RUN: anabranch-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(gpu.module(expand-math))' | FileCheck %s

gpu.module @device {
  // CHECK-LABEL: gpu.func @functions
  // CHECK-NOT: math.{{(exp|log|tanh|erf|sinh|rsqrt|powf|round)}}
  // CHECK: gpu.return
  gpu.func @functions(%x: vector<4xf32>, %y: f32, %m: memref<?xvector<4xf32>>, %n: memref<?xf32>) kernel {
    %c0 = arith.constant 0 : index
    %0 = math.exp %x : vector<4xf32>
    %1 = math.log %0 : vector<4xf32>
    %2 = math.tanh %1 : vector<4xf32>
    %3 = math.erf %2 : vector<4xf32>
    %4 = math.log1p %3 : vector<4xf32>
    %5 = math.expm1 %4 : vector<4xf32>
    memref.store %5, %m[%c0] : memref<?xvector<4xf32>>
    %6 = math.sinh %y : f32
    %7 = math.rsqrt %6 : f32
    %8 = math.powf %7, %y : f32
    %9 = math.round %8 : f32
    memref.store %9, %n[%c0] : memref<?xf32>
    gpu.return
  }

  // CHECK-LABEL: gpu.func @negative_instructions
  // CHECK: math.sqrt
  // CHECK: math.absf
  // CHECK: math.fma
  gpu.func @negative_instructions(%y: f32, %n: memref<?xf32>) kernel {
    %c0 = arith.constant 0 : index
    %0 = math.sqrt %y : f32
    %1 = math.absf %0 : f32
    %2 = math.fma %0, %1, %y : f32
    memref.store %2, %n[%c0] : memref<?xf32>
    gpu.return
  }
}

// -----

gpu.module @device {
  gpu.func @negative_double(%x: f64, %m: memref<1xf64>) kernel {
    %c0 = arith.constant 0 : index
    // expected-error@+1 {{has no code for a GPU in this precision: use f32}}
    %y = math.tanh %x : f64
    memref.store %y, %m[%c0] : memref<1xf64>
    gpu.return
  }
}
