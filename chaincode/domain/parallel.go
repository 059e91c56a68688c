package domain

import "sync"

// workers are more than the processors of most machines; how many there are changes the time it takes, and nothing else.
const workers = 8

// inParallel calls work for 0 … count − 1, several at a time and in no order, and returns when all are done. Each call may write only
// what is its own, an element of a list for example: then the outcome is the same in every order. A panic of work goes to the caller,
// because one in a goroutine would end the process.
func inParallel(count int, work func(i int)) {
	var group sync.WaitGroup
	var faults [workers]any
	for w := range min(workers, count) {
		group.Add(1)
		go func() {
			defer group.Done()
			defer func() { faults[w] = recover() }()
			for i := w; i < count; i += workers {
				work(i)
			}
		}()
	}
	group.Wait()
	for _, fault := range faults {
		if fault != nil {
			panic(fault)
		}
	}
}
